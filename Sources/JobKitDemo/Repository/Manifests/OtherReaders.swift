/// `mix.exs`, line by line, and `pubspec.yaml`.
enum OtherReaders {
    static let mix: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .mix)
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let trimmed = line.trimmingWhitespace()
            guard trimmed.utf8.count <= 500, !trimmed.hasPrefix("#"), let mark = trimmed.firstRange(of: "{:") else { continue }
            let name = trimmed[mark.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            let isDevelopment = trimmed.contains("only:") && !trimmed.contains(":prod")
            guard !name.isEmpty else { continue }
            manifest.dependencies.append(.init(name: String(name), scope: isDevelopment ? .development : .runtime, line: index + 1))
        }
        return manifest
    }

    static let pub: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .pub)
        guard let value = ManifestValue(yaml: text) else { return manifest }
        manifest.name = value["name"]?.text
        manifest.description = value["description"]?.text
        manifest.members = value["workspace"]?.texts ?? []
        let lines = ManifestLines(text)
        for (table, scope) in [("dependencies", Manifest.Dependency.Scope.runtime), ("dev_dependencies", .development)] {
            for (name, settings) in value[table]?.entries ?? [] {
                manifest.dependencies.append(
                    .init(
                        name: name, scope: scope, isLocal: settings["path"] != nil, line: lines.line(of: name, below: table),
                        key: "\(table).\(name)"))
            }
        }
        return manifest
    }
}
