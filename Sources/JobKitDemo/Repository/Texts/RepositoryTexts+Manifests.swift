/// Which manifests are read: those at the root first, as the page quotes them, then those of packages further down.
extension RepositoryTexts {
    /// The most manifests and bytes of them that are kept: a monorepo has hundreds, and they are stored with the job.
    static let mostManifests = 300
    static let manifestBytes = 2 * 1024 * 1024

    /// In the order in which they are read.
    static func manifestPaths(among paths: [String]) -> [String] {
        let known = Set(paths)
        let root = rootManifests.filter(known.contains)
        let nested = paths.filter { isManifest($0) && !root.contains($0) }.map {
            (depth: $0.utf8.count { $0 == UInt8(ascii: "/") }, path: $0)
        }
        .sorted { ($0.depth, $0.path) < ($1.depth, $1.path) }.map(\.path)
        return Array((root + nested).prefix(mostManifests))
    }

    /// The first ones that fit.
    static func fitting(_ files: [TextFile]) -> [TextFile] {
        var left = manifestBytes
        return files.filter { file in
            guard file.text.utf8.count <= left else { return false }
            left -= file.text.utf8.count
            return true
        }
    }

    private static let rootManifests = [
        "Package.swift", "package.json", "pnpm-workspace.yaml", "pyproject.toml", "setup.cfg", "setup.py", "requirements.txt", "Pipfile",
        "Cargo.toml", "go.mod", "go.work", "composer.json", "pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle",
        "settings.gradle.kts", "Gemfile", "mix.exs", "pubspec.yaml", "CMakeLists.txt", "Makefile", "makefile", "GNUmakefile", "justfile",
    ]
    /// Manifests of packages. A build file of a folder, such as another Makefile, says nothing of the whole.
    private static let nestedManifests: Set<String> = [
        "Package.swift", "package.json", "pnpm-workspace.yaml", "pyproject.toml", "setup.cfg", "setup.py", "Cargo.toml", "go.mod",
        "go.work",
        "composer.json", "pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "mix.exs", "pubspec.yaml",
    ]

    /// What was copied in and what tests keep for trying describe other packages.
    private static func isManifest(_ path: String) -> Bool {
        let parts = PathParts(path)
        if parts.directories.isEmpty, parts.lowerName.hasPrefix("requirements"), parts.lowerName.hasSuffix(".txt") { return true }
        let aside = NameLists.vendorDirectories.union(NameLists.testDirectories)
        guard nestedManifests.contains(parts.name), parts.directories.count <= 6 else { return false }
        return !parts.lowerDirectories.contains { aside.contains($0) || $0.hasPrefix(".") }
            && !parts.directories.contains { $0.hasSuffix("Tests") }
    }
}
