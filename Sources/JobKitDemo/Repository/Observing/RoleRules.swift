/// The part that a file plays. The first rule that applies decides: what somebody else or a program wrote comes first,
/// because whatever else it looks like, it says little about this repository.
enum RoleRules {
    /// Returns the role, and the reason in a reader's words.
    static func role(
        of path: PathParts, language: Language, attributes: LinguistAttributes, content: FileContent
    ) -> (FileRole, String) {
        if content.pointsToBytes != nil { return (.asset, "kept in Git LFS") }
        if let vendored = vendored(path, attributes) { return (.vendored, vendored) }
        if let generated = generated(path, language, attributes, content) { return (.generated, generated) }
        if attributes.documentation == true { return (.documentation, "documentation, as .gitattributes says") }
        if isTest(path, language) { return (.test, "test") }
        if path.lowerDirectories.contains(where: NameLists.exampleDirectories.contains) { return (.example, "example") }
        if let manifest = NameLists.manifest(path) { return (.manifest, manifest) }
        if path.lowerDirectories.last == "requirements", path.lowerName.hasSuffix(".txt") { return (.manifest, "requirements") }
        if let documentation = documentation(path, language) { return (.documentation, documentation) }
        if content.isBinary { return (.asset, "binary file") }
        switch language.kind {
        case .programming: return (.source, "source")
        case .prose: return (.documentation, "documentation")
        case .configuration: return (.configuration, "configuration")
        case .data, .asset: return (.asset, "asset")
        case .unknown: return (.configuration, "text of an unknown kind")
        }
    }

    private static func vendored(_ path: PathParts, _ attributes: LinguistAttributes) -> String? {
        switch attributes.vendored {
        case true: return "vendored, as .gitattributes says"
        case false: return nil
        default:
            if NameLists.wrappers.contains(path.lowerName) { return "a wrapper that its tool puts there" }
            let directory = path.lowerDirectories.first(where: NameLists.vendorDirectories.contains)
            return directory.map { "vendored in \($0)/" }
        }
    }

    private static func generated(
        _ path: PathParts, _ language: Language, _ attributes: LinguistAttributes, _ content: FileContent
    ) -> String? {
        if path.lowerDirectories.contains(where: { $0.hasSuffix(".egg-info") }) { return "written by Python's build tools" }
        if let stated = attributes.generated { return stated ? "generated, as .gitattributes says" : nil }
        if NameLists.lockFiles.contains(path.lowerName) { return "lock file" }
        if NameLists.generatedEndings.contains(where: path.lowerName.hasSuffix) { return "generated, by its name" }
        if path.lowerDirectories.contains("__generated__") { return "generated, by its folder" }
        guard language.kind == .programming, !content.isBinary else { return nil }
        // Nobody writes scripts or style sheets with lines of this length.
        let isMinified = ["JavaScript", "CSS"].contains(language.name) && content.bytes > 110 * max(content.lines, 1)
        if isMinified, content.bytes > 2000 { return "minified" }
        return GeneratedMark.isPresent(in: content.start, path: path) ? "generated, as its first lines say" : nil
    }

    private static func isTest(_ path: PathParts, _ language: Language) -> Bool {
        if path.lowerDirectories.contains(where: NameLists.testDirectories.contains) { return true }
        if path.directories.contains(where: { $0.hasSuffix("Tests") }) { return true }
        guard language.kind == .programming else { return false }
        let stem = path.stem
        let lower = stem.lowercased()
        // In Swift packages tests stand in folders of their own; a file elsewhere may declare a type of that name for others to use.
        if language.name == "Swift", path.lowerDirectories.contains("sources") { return false }
        return lower.hasPrefix("test_") || ["_test", "_spec", ".test", ".spec"].contains(where: lower.hasSuffix)
            || ["Tests", "Test", "TestCase", "Spec"].contains { stem.hasSuffix($0) && stem.count > $0.count }
            || ["conftest.py", "tests.py"].contains(path.lowerName)
    }

    private static func documentation(_ path: PathParts, _ language: Language) -> String? {
        let stem = path.stem.lowercased()
        if stem == "readme" { return "README" }
        if NameLists.legal.contains(stem) { return "licence or credits" }
        if ["changelog", "changes", "history", "news"].contains(stem) { return "change log" }
        return nil
    }
}
