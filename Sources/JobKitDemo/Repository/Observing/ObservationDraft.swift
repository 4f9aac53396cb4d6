/// An observation while it grows, one tracked entry at a time.
struct ObservationDraft {
    private var files: [SourceFile] = []
    private var notes = ObservationNotes()

    mutating func add(_ entry: TrackedEntry, _ attributes: LinguistAttributes, from tree: TreeReader) {
        switch entry.kind {
        case .symbolicLink: notes.symbolicLinks.append(entry.name)
        case .submodule: notes.submodules.append(entry.name)
        case .file:
            if !entry.isUTF8 { notes.rewrittenNames.append(entry.name) }
            switch tree.read(entry.path) {
            case .success(let content): files.append(Self.describe(entry, attributes, content))
            case .failure(let failure): notes.unread.append("\(entry.name) (\(failure.rawValue))")
            }
        }
    }

    func finish() -> Observation {
        let files = withHeaders
        var languages: [String: LanguageCount] = [:]
        for file in files {
            languages[file.language, default: LanguageCount(files: 0, lines: 0)].files += 1
            languages[file.language, default: LanguageCount(files: 0, lines: 0)].lines += file.lines
        }
        return Observation(
            files: files, lines: files.reduce(0) { $0 + $1.lines }, languages: languages, notes: notes.sentences)
    }

    /// Headers end alike in C and in C++: where there is only the one, they are its own.
    private var withHeaders: [SourceFile] {
        guard files.contains(where: { $0.language == "C++" }), !files.contains(where: { $0.path.hasSuffix(".c") }) else { return files }
        return files.map { file in
            var file = file
            if file.language == "C", file.path.hasSuffix(".h") { file.language = "C++" }
            return file
        }
    }

    static func describe(_ entry: TrackedEntry, _ attributes: LinguistAttributes, _ content: FileContent) -> SourceFile {
        let path = PathParts(entry.name)
        let language =
            attributes.language.map(LanguageTable.language(named:))
            ?? LanguageTable.language(ofPath: entry.name, start: content.isBinary ? [] : content.start)
        let (role, reason) = RoleRules.role(of: path, language: language, attributes: attributes, content: content)
        let entryPoint = role == .source ? EntryPoint.reason(path: path, language: language.name, start: content.start) : nil
        var file = SourceFile(
            path: entry.name, language: language.name, lines: content.lines, bytes: content.bytes, role: role, importance: 0,
            reasons: [], isBinary: content.isBinary ? true : nil, pointsToBytes: content.pointsToBytes)
        (file.importance, file.reasons) = Importance.initial(of: file, roleReason: reason, entryPoint: entryPoint)
        return file
    }
}
