/// Which of the observed files are parsed, and by what.
struct SourceSelection: Sendable, Equatable {
    var swift: [String] = []
    var python: [String] = []
    var skipped = SkippedFiles()

    init(_ observation: Observation) {
        for file in observation.files {
            switch file.role {
            case .vendored where Self.isCode(file): skipped.add(file.path, .vendored)
            case .generated where Self.isCode(file): skipped.add(file.path, .generated)
            case .vendored, .generated, .documentation, .configuration, .asset: break
            case .source, .test, .example, .manifest: select(file)
            }
        }
    }

    private mutating func select(_ file: SourceFile) {
        switch file.language {
        case "Swift": swift.append(file.path)
        case "Python": python.append(file.path)
        default:
            if file.role != .manifest, file.lines > 0, Self.isCode(file) { skipped.add(file.path, .otherLanguage) }
        }
    }

    /// Data and prose that lie among sources are no code that a parser missed.
    private static func isCode(_ file: SourceFile) -> Bool {
        !["HTML", "CSS"].contains(file.language) && LanguageTable.kind(of: file.language) == .programming
    }
}
