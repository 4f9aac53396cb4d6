/// `package.json`, `pnpm-workspace.yaml` and `composer.json`. A name is a dependency by the place where it stands.
enum NodeReader {
    static let package: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .node)
        guard let value = ManifestValue(json: text) else { return manifest }
        manifest.name = value["name"]?.text
        manifest.description = value["description"]?.text
        // What `npm init` writes only says that there is none.
        manifest.scripts = (value["scripts"]?.entries ?? []).filter { $0.value.text?.contains("no test specified") != true }.map(\.key)
        manifest.packageManager = (value["packageManager"]?.text).map { String($0.prefix { $0 != "@" }) }
        manifest.members = value["workspaces"]?.texts ?? []
        if manifest.members.isEmpty { manifest.members = value["workspaces"]?["packages"]?.texts ?? [] }
        // Without a table, the command is called like the package.
        let commands =
            value["bin"]?.text != nil
            ? [manifest.name.flatMap(SwiftPackageVisitor.repositoryName)].compactMap(\.self) : value["bin"]?.keys ?? []
        manifest.products = commands.map { .init(name: $0, kind: .executable) }
        let places: [(String, Manifest.Dependency.Scope)] = [
            ("dependencies", .runtime), ("devDependencies", .development), ("peerDependencies", .runtime),
            ("optionalDependencies", .optional),
        ]
        for (place, scope) in places {
            for (name, version) in value[place]?.entries ?? []
            where !manifest.dependencies.contains(where: { $0.name == name && $0.scope == scope }) {
                let isLocal = ["workspace:", "file:", "link:", "portal:"].contains { version.text?.hasPrefix($0) == true }
                manifest.dependencies.append(.init(name: name, scope: scope, isLocal: isLocal, key: "\(place).\(name)"))
            }
        }
        return manifest
    }

    static let workspace: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .nodeWorkspace)
        manifest.isPackage = false
        manifest.members = ManifestValue(yaml: text)?["packages"]?.texts ?? []
        return manifest
    }

    static let composer: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .composer)
        guard let value = ManifestValue(json: text) else { return manifest }
        manifest.name = value["name"]?.text
        manifest.description = value["description"]?.text
        manifest.scripts = value["scripts"]?.keys ?? []
        for (place, scope) in [("require", Manifest.Dependency.Scope.runtime), ("require-dev", .development)] {
            // The language and its extensions have no slash.
            for (name, _) in value[place]?.entries ?? [] where name.contains("/") {
                manifest.dependencies.append(.init(name: name, scope: scope, key: "\(place).\(name)"))
            }
        }
        return manifest
    }
}
