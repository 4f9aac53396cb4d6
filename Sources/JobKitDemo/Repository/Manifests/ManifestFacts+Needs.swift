extension ManifestFacts {
    /// One entry for each ecosystem at the root: where pyproject.toml names dependencies, requirements.txt is not read for the same again.
    static func needs(_ root: [Manifest], _ manifests: Manifests) -> [Needs] {
        var found: [Needs] = []
        var told: Set<String> = []
        for manifest in root {
            guard let ecosystem = Manifests.ecosystem(manifest.kind), !told.contains(ecosystem), !manifest.isBeside(root) else { continue }
            let needs = needs(of: manifest, manifests)
            guard !needs.runtime.isEmpty || !needs.optional.isEmpty || !needs.development.isEmpty else { continue }
            told.insert(ecosystem)
            found.append(needs)
        }
        return found
    }

    private static func needs(of manifest: Manifest, _ manifests: Manifests) -> Needs {
        let group = manifests.groups.first { $0.isOf(manifest) }
        let sources = [manifest] + (group?.members.map(\.manifest).filter { $0.path != manifest.path } ?? [])
        func names(_ scope: Manifest.Dependency.Scope) -> [String] {
            let all = sources.flatMap {
                $0.dependencies.filter { $0.scope == scope && !$0.isLocal && !manifests.isOwn($0, in: manifest.kind) }.map(\.name)
            }
            return sources.count > 1 ? unique(all).sorted() : unique(all)
        }
        let runtime = names(.runtime)
        var needs = Needs(path: manifest.path, isWorkspace: sources.count > 1, runtime: runtime)
        needs.optional = names(.optional).filter { !runtime.contains($0) }
        needs.development = names(.development).filter { !runtime.contains($0) }
        needs.hasIndirect = !names(.indirect).isEmpty
        return needs
    }

    /// What a newcomer types comes before what a maintainer types.
    static func usualFirst(_ names: [String]) -> [String] {
        let usual = [
            "install", "setup", "build", "run", "start", "dev", "serve", "test", "check", "lint", "format", "docs", "clean", "help",
        ]
        return usual.filter(names.contains) + names.filter { !usual.contains($0) }
    }
}

extension Manifest {
    /// Whether it is `requirements-dev.txt` or its kind, beside a requirements.txt that says what the project itself needs.
    func isBeside(_ others: [Manifest]) -> Bool {
        let main = folder.isEmpty ? "requirements.txt" : "\(folder)/requirements.txt"
        return kind == .requirements && path != main && others.contains { $0.path == main && !$0.dependencies.isEmpty }
    }
}
