/// The repository's modules and the folders beside them, each with what it holds. A file belongs to the deepest module around it.
struct FolderFacts: Sendable {
    struct Folder: Sendable, Equatable {
        /// The module's name, if the folder is one.
        var module: String?
        /// Without a slash at the end; a file's for a module that is one file, nil for a module that was not found.
        var path: String?
        var files: [SourceFile]

        var lines: Int { files.reduce(0) { $0 + $1.lines } }
        /// The role of most files; a module is what its sources are, however many tests and documents lie beside them.
        var role: FileRole? {
            let counts = Dictionary(files.map { ($0.role, 1) }, uniquingKeysWith: +)
            if module != nil, let sources = counts[.source], sources * 4 > counts[.test, default: 0] { return .source }
            // A script with its settings beside it is a script.
            let most = counts.max { $0.value < $1.value }?.key
            if counts[.source] != nil, most == .manifest || most == .configuration { return .source }
            // Of equals the one that says more.
            return FileRole.allCases.filter { counts[$0] != nil }.max {
                counts[$0, default: 0] <= counts[$1, default: 0] && counts[$0] != counts[$1]
            }
        }
        var isTests: Bool { role == .test || (files.isEmpty && module?.hasSuffix("Tests") == true) }
        /// Whether the project consists of it, as opposed to tests, examples and what was copied in.
        var isOwn: Bool { !isTests && role != .example && role != .vendored }
    }

    /// In the order of the layers, bottom first.
    let modules: [Folder]
    /// Folders that are part of no module, largest first.
    let others: [Folder]

    init(observation: Observation, graph: CallGraph, manifests: Manifests = Manifests()) {
        let map = ModuleMap(observation, manifests)
        let directories = Self.directories(of: observation.files)
        let order = graph.layers.flatMap(\.self)
        let names = order + graph.modules.filter { !order.contains($0) }
        var located: [(name: String, path: String?)] = []
        var seen: Set<String> = []
        for name in names where seen.insert(name).inserted {
            located.append((name, map.path(of: name) ?? Self.directory(of: name, among: directories)))
        }
        let byPath = Dictionary(grouping: located.filter { $0.path != nil }, by: { $0.path ?? "" }).mapValues { $0.map(\.name) }
        var owned: [String: [SourceFile]] = [:]
        var unowned: [String: [SourceFile]] = [:]
        var beside: [String: [SourceFile]] = [:]
        for file in observation.files {
            let chain = ModuleDeclarations.ancestors(of: file.path)
            let around = byPath[file.path] ?? chain.last { byPath[$0] != nil }.flatMap { byPath[$0] } ?? byPath[""] ?? []
            let mapped = map.module(of: file.path).map { map.names[$0] }
            // Two targets may share a folder, and one may have a part of the root.
            let isMapped = mapped.map(around.contains) ?? false
            if let owner = isMapped ? mapped : byPath[""] == around ? nil : around.first {
                owned[owner, default: []].append(file)
            } else if let top = chain.first, !top.hasPrefix(".") {
                // `Sources` says nothing when modules stand in it: then the folder below it is named.
                let holdsModules = byPath.keys.contains { $0.hasPrefix(top + "/") }
                // A build file beside modules is part of how those are built.
                if holdsModules, chain.count == 1, NameLists.manifest(PathParts(file.path)) != nil {
                    beside[top, default: []].append(file)
                    continue
                }
                unowned[holdsModules && chain.count > 1 ? chain[1] : top, default: []].append(file)
            }
        }
        for (top, files) in beside where unowned[top] != nil { unowned[top, default: []] += files }
        modules = located.map { Folder(module: $0.name, path: $0.path, files: owned[$0.name] ?? []) }
        others = unowned.map { Folder(module: nil, path: $0.key, files: $0.value) }
            .sorted { ($1.files.count, $0.path ?? "") < ($0.files.count, $1.path ?? "") }
    }

    func module(_ name: String) -> Folder? { modules.first { $0.module == name } }

    private static func directories(of files: [SourceFile]) -> [String: [String]] {
        let all = Set(files.flatMap { ModuleDeclarations.ancestors(of: $0.path) })
        return Dictionary(grouping: all) { path in path.split(separator: "/").last.map(String.init) ?? path }
    }

    /// For a module that the map does not know, such as a part of a Python package: the folder that carries its name. Of several the one nearest
    /// to the root is meant, and of equals the first in the alphabet.
    private static func directory(of module: String, among directories: [String: [String]]) -> String? {
        let path = module.split(separator: ".").joined(separator: "/")
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let fitting = (directories[name] ?? []).filter { $0 == path || $0.hasSuffix("/" + path) }
        return fitting.min { ($0.split(separator: "/").count, $0) < ($1.split(separator: "/").count, $1) }
    }
}
