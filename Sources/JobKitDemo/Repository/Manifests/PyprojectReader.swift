/// `pyproject.toml`: PEP 621, dependency groups, and what Poetry, PDM, uv and Hatch have of their own.
enum PyprojectReader {
    static let read: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .python)
        guard let value = ManifestValue(toml: text) else { return manifest }
        let project = value["project"]
        let tool = value["tool"]
        let poetry = tool?["poetry"]
        let lines = ManifestLines(text)
        manifest.isPackage = project != nil || poetry != nil || value["build-system"] != nil
        manifest.name = project?["name"]?.text ?? poetry?["name"]?.text
        manifest.description = project?["description"]?.text ?? poetry?["description"]?.text
        let commands = (project?["scripts"]?.keys ?? []) + (poetry?["scripts"]?.keys ?? [])
        manifest.products = commands.map { .init(name: $0, kind: .executable) }
        manifest.tools = tool?.keys ?? []
        manifest.members = tool?["uv"]?["workspace"]?["members"]?.texts ?? []
        let local = Set(
            (tool?["uv"]?["sources"]?.entries ?? []).filter { $0.value["workspace"]?.isTrue == true || $0.value["path"] != nil }.map(\.key))
        manifest.dependencies = standard(value, lines) + Self.poetry(poetry, lines)
        for index in manifest.dependencies.indices where local.contains(manifest.dependencies[index].name) {
            manifest.dependencies[index].isLocal = true
        }
        return manifest
    }

    static let pipfile: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .pipfile)
        manifest.isPackage = false
        guard let value = ManifestValue(toml: text) else { return manifest }
        let lines = ManifestLines(text)
        for (table, scope) in [("packages", Manifest.Dependency.Scope.runtime), ("dev-packages", .development)] {
            manifest.dependencies += named(value[table], table, scope, lines)
        }
        return manifest
    }

    private static func standard(_ value: ManifestValue, _ lines: ManifestLines) -> [Manifest.Dependency] {
        let tool = value["tool"]
        var lists: [(key: String, texts: [String], scope: Manifest.Dependency.Scope)] = [
            ("dependencies", value["project"]?["dependencies"]?.texts ?? [], .runtime)
        ]
        lists += (value["project"]?["optional-dependencies"]?.entries ?? []).map { ("optional-dependencies", $0.value.texts, .optional) }
        lists += (value["dependency-groups"]?.entries ?? []).map { ("dependency-groups", $0.value.texts, .development) }
        lists += (tool?["pdm"]?["dev-dependencies"]?.entries ?? []).map { ("dev-dependencies", $0.value.texts, .development) }
        lists.append(("dev-dependencies", tool?["uv"]?["dev-dependencies"]?.texts ?? [], .development))
        lists += (tool?["hatch"]?["envs"]?.entries ?? []).map { ("envs", $0.value["dependencies"]?.texts ?? [], .development) }
        lists.append(("build-system", value["build-system"]?["requires"]?.texts ?? [], .build))
        return lists.flatMap { list in
            list.texts.compactMap { text in
                PythonRequirement(text).map { .init($0, list.scope, line: lines.line(of: $0.name, below: list.key), key: list.key) }
            }
        }
    }

    private static func poetry(_ poetry: ManifestValue?, _ lines: ManifestLines) -> [Manifest.Dependency] {
        var found = named(poetry?["dependencies"], "dependencies", .runtime, lines)
        found += named(poetry?["dev-dependencies"], "dev-dependencies", .development, lines)
        for (group, value) in poetry?["group"]?.entries ?? [] {
            found += named(value["dependencies"], "group.\(group)", .development, lines)
        }
        return found
    }

    private static func named(
        _ table: ManifestValue?, _ key: String, _ scope: Manifest.Dependency.Scope, _ lines: ManifestLines
    ) -> [Manifest.Dependency] {
        (table?.entries ?? []).filter { $0.key != "python" }.map { name, settings in
            .init(
                name: name, scope: settings["optional"]?.isTrue == true ? .optional : scope, extras: settings["extras"]?.texts ?? [],
                isLocal: settings["path"] != nil, line: lines.line(of: name, below: key), key: "\(key).\(name)")
        }
    }
}
