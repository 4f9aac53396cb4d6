/// `Cargo.toml`: a crate, a workspace, or both.
enum CargoReader {
    static let read: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .cargo)
        guard let value = ManifestValue(toml: text) else { return manifest }
        let package = value["package"]
        manifest.isPackage = package != nil
        manifest.name = package?["name"]?.text
        manifest.description = package?["description"]?.text
        manifest.products = (value["bin"]?.list ?? []).compactMap { $0["name"]?.text }.map { .init(name: $0, kind: .executable) }
        let workspace = value["workspace"]
        manifest.members = (workspace?["members"]?.texts ?? []) + (workspace?["exclude"]?.texts ?? []).map { "!" + $0 }
        let lines = ManifestLines(text)
        manifest.dependencies = dependencies(value, workspace?["dependencies"], lines)
        for (_, target) in value["target"]?.entries ?? [] {
            manifest.dependencies += dependencies(target, workspace?["dependencies"], lines)
        }
        return manifest
    }

    private static func dependencies(_ value: ManifestValue, _ shared: ManifestValue?, _ lines: ManifestLines) -> [Manifest.Dependency] {
        let tables: [(String, Manifest.Dependency.Scope)] = [
            ("dependencies", .runtime), ("dev-dependencies", .development), ("build-dependencies", .build),
        ]
        return tables.flatMap { table, scope in
            (value[table]?.entries ?? []).map { key, settings in
                let isShared = settings["workspace"]?.isTrue == true
                let stated = isShared ? shared?[key] ?? settings : settings
                return Manifest.Dependency(
                    name: stated["package"]?.text ?? key, scope: settings["optional"]?.isTrue == true ? .optional : scope,
                    isLocal: stated["path"] != nil, line: lines.line(of: key, below: table),
                    key: "\(table).\(key)")
            }
        }
    }
}
