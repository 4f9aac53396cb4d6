/// Which of the repository's own modules each file belongs to.
///
/// - SwiftPM: `Sources/<Target>`, `Tests/<Target>` and `Plugins/<Target>`, at the root or in a package further down.
/// - Python: the outermost folder of an unbroken chain with `__init__.py`; a folder below `src/` or `lib/` without one; a single file
///   below either or at the root is a module of its own.
/// - Otherwise the top folder. Manifests and files at the root that are no Python belong to no module.
///
/// A `path:` in `Package.swift` and a renamed package in `pyproject.toml` are not read. Two modules of one name in different folders
/// are told apart by the folder: `Examples/a/App`.
struct ModuleMap: Sendable, Equatable {
    /// Sorted.
    let names: [String]
    private let moduleOf: [String: Int]
    private let importable: [String: [Int]]
    private let folders: [String]

    init(_ observation: Observation) {
        let markers = observation.files.map { $0.path.split(separator: "/") }.filter { $0.last == "__init__.py" }
        let packages = Set(markers.map { $0.dropLast() })
        var folders: [String: ModuleFolder] = [:]
        for file in observation.files {
            guard let folder = ModuleFolder(file, packages: packages) else { continue }
            folders[file.path] = folder
        }
        let distinct = Set(folders.values)
        let clashes = Dictionary(grouping: distinct, by: \.name).filter { $0.value.count > 1 }
        func title(_ folder: ModuleFolder) -> String {
            clashes[folder.name] == nil || folder.owner.isEmpty ? folder.name : "\(folder.owner)/\(folder.name)"
        }
        names = Set(distinct.map(title)).sorted()
        let indices = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        moduleOf = folders.compactMapValues { indices[title($0)] }
        var importable: [String: Set<Int>] = [:]
        var owners = [String](repeating: "", count: names.count)
        for folder in distinct {
            guard let index = indices[title(folder)] else { continue }
            importable[folder.name, default: []].insert(index)
            owners[index] = folder.owner
        }
        self.importable = importable.mapValues { $0.sorted() }
        self.folders = owners
    }

    func module(of file: String) -> Int? { moduleOf[file] }

    /// Whether an import of this name stays inside the repository.
    func isOwn(_ name: String) -> Bool { importable[name] != nil }

    /// The module that a file means: of two with one name, the one whose folder is nearest.
    func module(named name: String, from file: String) -> Int? {
        guard let candidates = importable[name] else { return nil }
        return candidates.max { (nearness(of: $0, to: file), $1) < (nearness(of: $1, to: file), $0) }
    }

    private func nearness(of module: Int, to file: String) -> Int {
        let owner = folders[module]
        return owner.isEmpty ? 0 : file.hasPrefix(owner + "/") ? owner.utf8.count : -1
    }
}
