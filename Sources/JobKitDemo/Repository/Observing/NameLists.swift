/// Names by which files and directories are known, in lower case.
enum NameLists {
    static let vendorDirectories: Set<String> = [
        "vendor", "vendored", "third_party", "third-party", "thirdparty", "3rdparty", "node_modules", "bower_components",
        "jspm_packages", "pods", "carthage", "godeps", ".yarn", ".bundle", "site-packages", "extern", "dist",
    ]

    static let testDirectories: Set<String> = [
        "test", "tests", "spec", "specs", "__tests__", "__mocks__", "testdata", "test-data", "test_data", "fixtures", "e2e",
        "unittests", "integrationtests", "integration-tests",
    ]

    static let exampleDirectories: Set<String> = [
        "example", "examples", "sample", "samples", "demo", "demos", "snippets", "benchmark", "benchmarks", "tutorial", "tutorials",
    ]

    static let toolingDirectories: Set<String> = [
        "scripts", "script", "tools", "tool", "dev", "ci", "build-tools", "hack", "util", "contrib",
    ]

    static let wrappers: Set<String> = ["gradlew", "gradlew.bat", "mvnw", "mvnw.cmd"]

    static let legal: Set<String> = [
        "license", "licence", "copying", "notice", "authors", "contributors", "codeowners", "code_of_conduct", "maintainers",
    ]

    static let lockFiles: Set<String> = [
        "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "deno.lock",
        "package.resolved", "podfile.lock", "cartfile.resolved", "cargo.lock", "poetry.lock", "pipfile.lock", "uv.lock", "pdm.lock",
        "gemfile.lock", "composer.lock", "go.sum", "go.work.sum", "mix.lock", "pubspec.lock", "flake.lock", "gradle.lockfile",
        "packages.lock.json", "gopkg.lock", "glide.lock", "pixi.lock", "esy.lock", "module.bazel.lock", ".terraform.lock.hcl",
    ]

    static let generatedEndings: [String] = [
        ".pb.swift", ".grpc.swift", ".pb.go", "_grpc.pb.go", "_pb2.py", "_pb2_grpc.py", "_pb2.pyi", ".pb.cc", ".pb.h", ".pb.rs",
        ".min.js", ".min.mjs", ".min.css", ".js.map", ".css.map", ".g.dart", ".freezed.dart", ".designer.cs", ".g.cs",
        ".designer.vb", ".feature.cs", ".zep.c", ".zep.h", ".zep.php", "_tlb.pas", ".toml.orig", ".pnp.cjs", ".pnp.js", ".pnp.loader.mjs",
        ".xcworkspacedata", ".xcuserstate", ".nib", ".generated.swift", ".generated.go", ".generated.ts", ".generated.js", "_generated.go",
        "_generated.rs",
    ]

    /// What a manifest is for, in a reader's words; nil when the file is none.
    static func manifest(_ path: PathParts) -> String? {
        let name = path.lowerName
        if packageManifests.contains(name) || packageEndings.contains(where: name.hasSuffix) { return "package manifest" }
        if name.hasPrefix("package@swift-"), name.hasSuffix(".swift") { return "package manifest" }
        if name.hasPrefix("requirements"), name.hasSuffix(".txt") { return "package manifest" }
        if buildManifests.contains(name) { return "build manifest" }
        let isContainer = ["dockerfile", "containerfile"].contains { name == $0 || name.hasPrefix($0 + ".") || name.hasSuffix("." + $0) }
        let isYAML = name.hasSuffix(".yml") || name.hasSuffix(".yaml")
        let isCompose = isYAML && (name.hasPrefix("docker-compose") || name.hasPrefix("compose."))
        return isContainer || isCompose || name == "procfile" ? "container or deployment manifest" : nil
    }

    private static let packageManifests: Set<String> = [
        "package.swift", "package.json", "deno.json", "pyproject.toml", "setup.py", "setup.cfg", "pipfile", "environment.yml",
        "cargo.toml", "go.mod", "go.work", "pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts",
        "build.sbt", "project.clj", "deps.edn", "gemfile", "podfile", "cartfile", "composer.json", "mix.exs", "rebar.config",
        "pubspec.yaml", "elm.json", "shard.yml", "dune-project", "stack.yaml", "package.yaml", "flake.nix", "build.zig.zon", "cpanfile",
        "conanfile.txt", "conanfile.py", "vcpkg.json", "project.toml", "description",
    ]

    private static let packageEndings = [".gemspec", ".podspec", ".cabal", ".csproj", ".fsproj", ".vbproj", ".sln", ".nimble", ".rockspec"]

    private static let buildManifests: Set<String> = [
        "makefile", "gnumakefile", "cmakelists.txt", "meson.build", "build.bazel", "workspace", "workspace.bazel", "module.bazel",
        "rakefile", "justfile", "taskfile.yml", "build.zig", "configure.ac", "sconstruct", "build.xml", "build.ninja", "tsconfig.json",
    ]
}
