/// The modules that manifests declare: targets of Swift packages, and the packages of a workspace.
struct ModuleDeclarations: Sendable {
    private struct Claim {
        var module: ModuleFolder
        /// Paths that belong to it, where it is not the whole folder.
        var sources: [String]
    }

    /// Also those whose files were not found.
    let modules: [ModuleFolder]
    private let claims: [String: [Claim]]

    init(_ manifests: Manifests, files: [SourceFile]) {
        var folders: Set<String> = [""]
        for file in files {
            for folder in Self.ancestors(of: file.path).reversed() where !folders.insert(folder).inserted { break }
        }
        var claims: [String: [Claim]] = [:]
        var modules: [ModuleFolder] = []
        func declare(_ name: String, _ owner: String, _ path: String?, _ sources: [String] = []) {
            let module = ModuleFolder(name: name, owner: owner, path: path)
            modules.append(module)
            if let path { claims[path, default: []].append(Claim(module: module, sources: sources)) }
        }
        for manifest in manifests.all where manifest.kind == .swift {
            for target in manifest.targets where target.kind != .binary {
                let path = Self.path(of: target, manifest, among: folders)
                declare(
                    target.name, manifest.folder, path,
                    path.map { path in target.sources.map { path.isEmpty ? $0 : "\(path)/\($0)" } } ?? [])
            }
        }
        for group in manifests.groups {
            for member in group.members where !modules.contains(where: { $0.name == member.name && $0.owner == member.folder }) {
                // At the root of a workspace, `src` is what belongs to the root's own package.
                let path = member.folder == group.root.folder ? Self.source(of: member.folder, among: folders) : member.folder
                declare(member.name, member.folder, path)
            }
        }
        self.modules = modules
        self.claims = claims
    }

    func module(of path: String) -> ModuleFolder? {
        for folder in Self.ancestors(of: path).reversed() + [""] {
            for claim in claims[folder] ?? [] {
                let isPart =
                    claim.sources.isEmpty || claim.sources.contains { path == $0 || path.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }
                if isPart { return claim.module }
            }
        }
        return nil
    }

    private static func path(of target: Manifest.Target, _ manifest: Manifest, among folders: Set<String>) -> String? {
        let stated = target.folders.lazy.compactMap(manifest.resolved).first(where: folders.contains)
        if let stated { return stated }
        // The one target of a package may have its files directly in `Sources`.
        let isOnly = manifest.targets.count { ($0.kind == .test) == (target.kind == .test) } == 1
        let direct = manifest.resolved(target.kind == .test ? "Tests" : "Sources")
        return isOnly ? direct.flatMap { folders.contains($0) ? $0 : nil } : nil
    }

    private static func source(of folder: String, among folders: Set<String>) -> String? {
        let path = folder.isEmpty ? "src" : folder + "/src"
        return folders.contains(path) ? path : nil
    }

    /// `a/b/c.swift` as `a`, `a/b`.
    static func ancestors(of path: String) -> [String] {
        var found: [String] = []
        for index in path.indices where path[index] == "/" { found.append(String(path[..<index])) }
        return found
    }
}
