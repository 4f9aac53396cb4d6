/// One reader for each kind of manifest, found by the file's name.
enum ManifestReader {
    typealias Reader = @Sendable (_ path: String, _ text: String) -> Manifest?

    static func read(_ path: String, _ text: String) -> Manifest? {
        reader(for: path)?(path, text)
    }

    static func reader(for path: String) -> Reader? {
        let name = PathParts(path).lowerName
        if let reader = byName[name] { return reader }
        return name.hasPrefix("requirements") && name.hasSuffix(".txt") ? RequirementsReader.read : nil
    }

    private static let byName: [String: Reader] = [
        "package.swift": SwiftPackageReader.read,
        "package.json": NodeReader.package, "pnpm-workspace.yaml": NodeReader.workspace, "composer.json": NodeReader.composer,
        "pyproject.toml": PyprojectReader.read, "setup.cfg": SetupReader.configuration, "setup.py": SetupReader.script,
        "pipfile": PyprojectReader.pipfile,
        "cargo.toml": CargoReader.read,
        "go.mod": GoReader.module, "go.work": GoReader.workspace,
        "pom.xml": PomReader.read,
        "build.gradle": GradleReader.build, "build.gradle.kts": GradleReader.build,
        "settings.gradle": GradleReader.settings, "settings.gradle.kts": GradleReader.settings,
        "cmakelists.txt": CMakeReader.read,
        "mix.exs": OtherReaders.mix, "pubspec.yaml": OtherReaders.pub,
        "makefile": TaskFileReader.make, "gnumakefile": TaskFileReader.make, "justfile": TaskFileReader.just,
    ]
}
