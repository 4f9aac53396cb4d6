/// Which of the repository's own modules each file belongs to, and what an import means.
///
/// Manifests come first: a file belongs to the target or package whose folder is the deepest around it. For the rest, `ModuleCustoms` says what
/// is customary. Two modules of one name in different folders are told apart by the folder: `Examples/a/App`.
struct ModuleMap: Sendable, Equatable {
    /// Sorted.
    let names: [String]
    private let moduleOf: [String: Int]
    private let importable: [String: [Int]]
    private let folders: [ModuleFolder]
    private let siblings: ModuleSiblings

    init(_ observation: Observation, _ manifests: Manifests = Manifests()) {
        let declared = ModuleDeclarations(manifests, files: observation.files)
        let customs = ModuleCustoms(manifests, observation.files)
        var found: [String: ModuleFolder] = [:]
        for file in observation.files where file.role != .vendored && file.role != .manifest {
            if let module = declared.module(of: file.path) ?? customs.module(of: file) { found[file.path] = module }
        }
        let distinct = Set(found.values)
        let clashes = Dictionary(grouping: distinct, by: \.name).filter { $0.value.count > 1 }
        func title(_ folder: ModuleFolder) -> String {
            clashes[folder.name] == nil || folder.owner.isEmpty ? folder.name : "\(folder.owner)/\(folder.name)"
        }
        names = Set(distinct.map(title)).sorted()
        let indices = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        moduleOf = found.compactMapValues { indices[title($0)] }
        var importable: [String: Set<Int>] = [:]
        var folders = [ModuleFolder](repeating: ModuleFolder(name: "", owner: ""), count: names.count)
        for folder in distinct.sorted(by: { ($0.path ?? "") > ($1.path ?? "") }) {
            guard let index = indices[title(folder)] else { continue }
            importable[folder.importName, default: []].insert(index)
            importable[folder.name, default: []].insert(index)
            folders[index] = folder
        }
        // A target whose files were not found is still nobody else's.
        for module in declared.modules where importable[module.importName] == nil { importable[module.importName] = [] }
        self.importable = importable.mapValues { $0.sorted() }
        self.folders = folders
        siblings = ModuleSiblings(observation.files)
    }

    func module(of file: String) -> Int? { moduleOf[file] }

    /// The folder of a module, or its file.
    func path(of name: String) -> String? {
        names.firstIndex(of: name).flatMap { folders[$0].path }
    }

    /// Whether an import of this name stays inside the repository.
    func isInside(_ name: String, from file: String) -> Bool {
        importable[name] != nil || siblings.file(of: name, besides: file) != nil
    }

    /// The module that a file means: of two with one name, the one whose folder is nearest.
    func module(named name: String, from file: String) -> Int? {
        if let candidates = importable[name], !candidates.isEmpty {
            return candidates.max { (nearness(of: $0, to: file), $1) < (nearness(of: $1, to: file), $0) }
        }
        return siblings.file(of: name, besides: file).flatMap(module)
    }

    private func nearness(of module: Int, to file: String) -> Int {
        let owner = folders[module].owner
        return owner.isEmpty ? 0 : file.hasPrefix(owner + "/") ? owner.utf8.count : -1
    }
}

/// Python files that others find because they lie beside them, or in a folder around them.
struct ModuleSiblings: Sendable, Equatable {
    /// Files by their path without `.py`; packages by their folder, with one of their files.
    private let files: [String: String]

    init(_ observed: [SourceFile]) {
        var files: [String: String] = [:]
        for file in observed where file.path.hasSuffix(".py") || file.path.hasSuffix(".pyi") {
            let stem = file.path.dropLast(file.path.hasSuffix(".py") ? 3 : 4)
            files[String(stem)] = file.path
            guard let slash = stem.lastIndex(of: "/") else { continue }
            let folder = String(stem[..<slash])
            if files[folder] == nil || stem.hasSuffix("/__init__") { files[folder] = file.path }
        }
        self.files = files
    }

    func file(of name: String, besides file: String) -> String? {
        guard file.hasSuffix(".py") else { return nil }
        for folder in ModuleDeclarations.ancestors(of: file).reversed() {
            if let found = files["\(folder)/\(name)"], found != file { return found }
        }
        return files[name] ?? files["src/\(name)"] ?? files["lib/\(name)"]
    }
}
