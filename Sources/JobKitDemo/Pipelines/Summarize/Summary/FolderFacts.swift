/// The repository's modules and the folders beside them, each with what it holds. A file belongs to the deepest module around it.
struct FolderFacts: Sendable {
    struct Folder: Sendable, Equatable {
        /// The module's name, if the folder is one.
        var module: String?
        /// Without a slash at the end; a file's for a module that is one file, nil for a module that was not found.
        var path: String?
        var files: [SourceFile]

        var lines: Int { files.reduce(0) { $0 + $1.lines } }
        /// The role of most files; a module is what its sources are, however much documentation lies beside them.
        var role: FileRole? {
            let counts = Dictionary(files.map { ($0.role, 1) }, uniquingKeysWith: +)
            if module != nil, let sources = counts[.source], sources > counts[.test, default: 0] { return .source }
            return counts.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
        }
        var isTests: Bool { role == .test || (files.isEmpty && module?.hasSuffix("Tests") == true) }
        /// Whether the project consists of it, as opposed to tests, examples and what was copied in.
        var isOwn: Bool { !isTests && role != .example && role != .vendored }
    }

    /// In the order of the layers, bottom first.
    let modules: [Folder]
    /// Folders that are part of no module, largest first.
    let others: [Folder]

    init(observation: Observation, graph: CallGraph) {
        let directories = Self.directories(of: observation.files)
        let order = graph.layers.flatMap(\.self)
        let names = order + graph.modules.filter { !order.contains($0) }
        var located: [(name: String, path: String?)] = []
        for name in names where !located.contains(where: { $0.name == name }) {
            located.append((name, Self.directory(of: name, among: directories) ?? Self.file(of: name, among: observation.files)))
        }
        let paths = Set(located.compactMap(\.path))
        var owned: [String: [SourceFile]] = [:]
        var unowned: [String: [SourceFile]] = [:]
        for file in observation.files {
            let chain = Self.ancestors(of: file.path)
            if paths.contains(file.path) {
                owned[file.path] = [file]
            } else if let owner = chain.last(where: paths.contains) {
                owned[owner, default: []].append(file)
            } else if let top = chain.first {
                // `Sources` says nothing when modules stand in it: then the folder below it is named.
                let holdsModules = paths.contains { $0.hasPrefix(top + "/") }
                unowned[holdsModules && chain.count > 1 ? chain[1] : top, default: []].append(file)
            }
        }
        modules = located.map { Folder(module: $0.name, path: $0.path, files: $0.path.flatMap { owned[$0] } ?? []) }
        others = unowned.map { Folder(module: nil, path: $0.key, files: $0.value) }
            .sorted { ($1.files.count, $0.path ?? "") < ($0.files.count, $1.path ?? "") }
    }

    func module(_ name: String) -> Folder? { modules.first { $0.module == name } }

    /// `a/b/c.swift` as `a`, `a/b`.
    private static func ancestors(of path: String) -> [String] {
        let components = path.split(separator: "/").dropLast()
        return components.indices.map { components[...$0].joined(separator: "/") }
    }

    private static func directories(of files: [SourceFile]) -> [String: [String]] {
        let all = Set(files.flatMap { ancestors(of: $0.path) })
        return Dictionary(grouping: all) { path in path.split(separator: "/").last.map(String.init) ?? path }
    }

    /// The folder that carries the module's name: the one nearest to the root, and of equals the first in the alphabet.
    private static func directory(of module: String, among directories: [String: [String]]) -> String? {
        let path = module.contains("/") ? module : module.split(separator: ".").joined(separator: "/")
        let name = path.split(separator: "/").last.map(String.init) ?? path
        // Of two modules with one name, each is called by the folder of its package: `Examples/a/App` for `Examples/a/Sources/App`.
        let package = path.contains("/") ? path.dropLast(name.count) : nil
        let candidates = (directories[name] ?? []) + (directories[module] ?? [])
        let fitting = candidates.filter { $0 == path || $0.hasSuffix("/" + path) || package.map($0.hasPrefix) == true }
        return fitting.min { ($0.split(separator: "/").count, $0) < ($1.split(separator: "/").count, $1) }
    }

    /// A script that is a module by itself.
    private static func file(of module: String, among files: [SourceFile]) -> String? {
        let paths = ["", "src/", "lib/", "python/"].map { $0 + module + ".py" }
        return files.map(\.path).filter(paths.contains).min()
    }
}
