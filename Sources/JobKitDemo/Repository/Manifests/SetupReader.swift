/// `setup.cfg` and `setup.py`. The first is read as sections of keys; the second is a program, and only says that there is a package.
enum SetupReader {
    static let configuration: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .python)
        let entries = IniText.entries(of: text)
        manifest.isPackage = entries.contains { $0.section == "metadata" || $0.section == "options" }
        manifest.name = entries.first { $0.section == "metadata" && $0.key == "name" }?.value
        manifest.description = entries.first { $0.section == "metadata" && $0.key == "description" }?.value
        // `[tool:pytest]`, `[flake8]`.
        manifest.tools = entries.map { $0.section.hasPrefix("tool:") ? String($0.section.dropFirst(5)) : $0.section }
        for entry in entries {
            let scope: Manifest.Dependency.Scope? =
                switch (entry.section, entry.key) {
                case ("options", "install_requires"): .runtime
                case ("options", "setup_requires"): .build
                case ("options", "tests_require"): .development
                case ("options.extras_require", _): .optional
                default: nil
                }
            guard let scope, let requirement = PythonRequirement(entry.value) else { continue }
            manifest.dependencies.append(.init(requirement, scope, line: entry.line))
        }
        return manifest
    }

    static let script: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .python)
        manifest.isPackage = text.contains("setup(")
        return manifest
    }
}

/// The lines of an INI file: what a key has over several indented lines comes as several entries.
enum IniText {
    struct Entry: Sendable, Equatable {
        var section: String
        var key: String
        var value: String
        var line: Int
    }

    static func entries(of text: String) -> [Entry] {
        var entries: [Entry] = []
        var section = ""
        var key = ""
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let trimmed = line.trimmingWhitespace()
            guard let first = trimmed.first, !"#;".contains(first), trimmed.utf8.count <= 1_000 else { continue }
            if first == "[", trimmed.last == "]" {
                section = String(trimmed.dropFirst().dropLast())
                key = ""
                entries.append(Entry(section: section, key: "", value: "", line: index + 1))
            } else if line.first?.isWhitespace == true, !key.isEmpty {
                entries.append(Entry(section: section, key: key, value: trimmed, line: index + 1))
            } else if let mark = trimmed.firstIndex(where: { $0 == "=" || $0 == ":" }) {
                key = trimmed[..<mark].trimmingWhitespace()
                let value = trimmed[trimmed.index(after: mark)...].trimmingWhitespace()
                if !value.isEmpty { entries.append(Entry(section: section, key: key, value: value, line: index + 1)) }
            }
        }
        return entries
    }
}
