import Testing

@testable import JobKitDemo

@Suite("Manifests that are data are read by value: TOML, JSON, YAML and lists")
struct DataManifestTests {
    private func read(_ path: String, _ text: String) throws -> Manifest { try #require(ManifestReader.read(path, text)) }

    private func names(_ manifest: Manifest, _ scope: Manifest.Dependency.Scope) -> [String] {
        manifest.dependencies.filter { $0.scope == scope }.map(\.name)
    }

    @Test("Cargo.toml: inherited, renamed, local, optional and per-platform dependencies; a workspace's own table names none")
    func cargo() throws {
        let manifest = try read(
            "Cargo.toml",
            """
            [package]
            name = "one"
            description = "Does one thing."
            [workspace]
            members = ["crates/*"]
            exclude = ["crates/old"]
            [workspace.dependencies]
            unused = "1"
            inner = { path = "crates/inner" }
            [dependencies]
            serde.workspace = true
            inner.workspace = true
            log4 = { package = "log", version = "0.4" }
            fancy = { version = "1", optional = true }
            # commented = "1"
            [dependencies.tokio]
            version = "1"
            [target.'cfg(unix)'.dependencies]
            libc = "0.2"
            [dev-dependencies]
            criterion = "0.5"
            [build-dependencies]
            cc = "1"
            [[bin]]
            name = "oneshot"
            """)
        #expect(manifest.name == "one")
        #expect(names(manifest, .runtime) == ["inner", "log", "serde", "tokio", "libc"])
        #expect(manifest.dependencies.filter(\.isLocal).map(\.name) == ["inner"])
        #expect(names(manifest, .optional) == ["fancy"])
        #expect(names(manifest, .development) == ["criterion"])
        #expect(names(manifest, .build) == ["cc"])
        #expect(manifest.dependencies.first { $0.name == "serde" }?.line == 11)
        #expect(manifest.members == ["crates/*", "!crates/old"])
        #expect(manifest.products == [.init(name: "oneshot", kind: .executable)])
    }

    @Test("pyproject.toml: PEP 621, extras, groups and the tools that are configured")
    func pyproject() throws {
        let manifest = try read(
            "pyproject.toml",
            """
            [build-system]
            requires = ["flit_core<4"]
            [project]
            name = "tar"
            description = 'A "tar" reader'  # says it
            dependencies = [
              "celery[redis]>=5", # queue
              "click ; python_version > '3.8'",
            ]
            [project.optional-dependencies]
            async = ["asgiref>=3.2"]
            [project.scripts]
            tar = "tar:main"
            [dependency-groups]
            dev = ["ruff", {include-group = "tests"}]
            tests = ["pytest"]
            [tool.pytest.ini_options]
            testpaths = ["tests"]
            [tool.uv.sources]
            click = { workspace = true }
            """)
        #expect(names(manifest, .runtime) == ["celery", "click"])
        #expect(manifest.dependencies[0].extras == ["redis"])
        #expect(manifest.dependencies.map(\.line) == [7, 8, 11, 15, 16, 2])
        #expect(manifest.dependencies.filter(\.isLocal).map(\.name) == ["click"])
        #expect(names(manifest, .optional) == ["asgiref"])
        #expect(names(manifest, .development) == ["ruff", "pytest"])
        #expect(names(manifest, .build) == ["flit_core"])
        #expect(manifest.tools == ["pytest", "uv"])
        #expect(manifest.products.map(\.name) == ["tar"])
    }

    @Test("Poetry's tables are read, without the language; settings of tools alone are no package")
    func poetry() throws {
        let manifest = try read(
            "pyproject.toml",
            """
            [tool.poetry]
            name = "p"
            [tool.poetry.dependencies]
            python = "^3.9"
            flask = { version = "^3", extras = ["async"] }
            rich = { version = "1", optional = true }
            [tool.poetry.group.test.dependencies]
            pytest = "*"
            """)
        #expect(names(manifest, .runtime) == ["flask"])
        #expect(names(manifest, .optional) == ["rich"])
        #expect(names(manifest, .development) == ["pytest"])
        #expect(try read("pyproject.toml", "[tool.black]\nline-length = 100\n").isPackage == false)
    }

    @Test("Python's names are compared as PEP 503 says")
    func pythonNames() {
        for name in ["scikit_learn", "Scikit-Learn", "scikit.learn", "scikit__-learn"] {
            #expect(PythonRequirement.normalized(name) == "scikit-learn")
        }
        #expect(PythonRequirement("git+https://x.example/y") == nil)
        #expect(PythonRequirement("-r other.txt") == nil)
        #expect(PythonRequirement("https://x.example/y.whl") == nil)
        #expect(PythonRequirement("./local") == nil)
        #expect(PythonRequirement("a @ https://x.example/a.whl")?.name == "a")
    }

    @Test("setup.cfg and requirements files name what they require, each line by itself")
    func lists() throws {
        let setup = try read(
            "setup.cfg",
            "[metadata]\nname = x\ndescription = Does x.\n[options]\ninstall_requires =\n    flask>=2\n    # no\n    click\n[options.extras_require]\n"
                + "dev =\n    black\n[tool:pytest]\naddopts = -q\n")
        #expect(names(setup, .runtime) == ["flask", "click"])
        #expect(names(setup, .optional) == ["black"])
        #expect(setup.tools.contains("pytest"))
        let list = try read("requirements-dev.txt", "# c\nflask==3\n-r other.txt\n--hash=sha256:0\npytest[x] # y\n")
        #expect(names(list, .development) == ["flask", "pytest"])
        #expect(list.dependencies.map(\.line) == [2, 5])
    }

    @Test("package.json: a name is a dependency by its place, not wherever it is a key")
    func node() throws {
        let manifest = try read(
            "package.json",
            """
            {"name": "@x/tool", "description": "Does it", "bin": "cli.js", "packageManager": "pnpm@9.1.0", "workspaces": ["packages/*"],
             "dependencies": {"koa": "^2", "@x/core": "workspace:*"}, "devDependencies": {"vite": "5"}, "peerDependencies": {"react": ">=18"},
             "optionalDependencies": {"fsevents": "2"}, "overrides": {"left-pad": "1"}, "config": {"dependencies": {"electron": "1"}},
             "scripts": {"test": "t", "build": "b"}}
            """)
        #expect(names(manifest, .runtime) == ["@x/core", "koa", "react"])
        #expect(manifest.dependencies.filter(\.isLocal).map(\.name) == ["@x/core"])
        #expect(names(manifest, .development) == ["vite"])
        #expect(names(manifest, .optional) == ["fsevents"])
        #expect(manifest.packageManager == "pnpm")
        #expect(manifest.members == ["packages/*"])
        #expect(manifest.products.map(\.name) == ["tool"])
    }

    @Test("npm's own placeholder is no test script")
    func placeholder() throws {
        let text = "{\"scripts\": {\"test\": \"echo \\\"Error: no test specified\\\" && exit 1\", \"build\": \"tsc\"}}"
        #expect(try read("package.json", text).scripts == ["build"])
    }

    @Test("pnpm-workspace.yaml and pubspec.yaml are read as YAML")
    func yaml() throws {
        #expect(
            try read("pnpm-workspace.yaml", "packages:\n  - 'packages/*' # all\n  - \"!**/test/**\"\n").members == [
                "packages/*", "!**/test/**",
            ])
        let pub = try read(
            "pubspec.yaml", "name: x\ndependencies:\n  flutter:\n    sdk: flutter\n  own: {path: ../own}\ndev_dependencies:\n  test: any\n")
        #expect(names(pub, .runtime) == ["flutter", "own"])
        #expect(names(pub, .development) == ["test"])
        #expect(pub.dependencies.filter(\.isLocal).map(\.name) == ["own"])
    }

    @Test("go.mod: blocks, comments, and what is required only indirectly, excluded or replaced by a folder")
    func go() throws {
        let manifest = try read(
            "go.mod",
            """
            module example.org/hello // the module
            go 1.22
            require github.com/go-chi/chi/v5 v5.0.10
            require (
            \tgithub.com/gin-gonic/gin v1.9.1 // indirect
            \texample.org/beside v0.0.0
            \t// example.org/commented v1.0.0
            )
            exclude github.com/spf13/cobra v1.8.0
            replace example.org/beside => ../beside
            tool example.org/tool
            """)
        #expect(manifest.name == "example.org/hello")
        #expect(names(manifest, .runtime) == ["github.com/go-chi/chi/v5", "example.org/beside"])
        #expect(names(manifest, .indirect) == ["github.com/gin-gonic/gin"])
        #expect(manifest.dependencies.filter(\.isLocal).map(\.name) == ["example.org/beside"])
        #expect(try read("go.work", "go 1.22\nuse ./a\nuse (\n\t./b\n\t./tools/c // c\n)\n").members == ["./a", "./b", "./tools/c"])
    }

    @Test("Gradle's coordinates, projects and plugins are told apart, and so are its tests")
    func gradle() throws {
        let manifest = try read(
            "app/build.gradle.kts",
            """
            plugins { }
            id("org.springframework.boot") version "3.2.0"
            dependencies {
                implementation("io.ktor:ktor-server:2.0")
                implementation(project(":core"))
                testImplementation("org.junit.jupiter:junit-jupiter:5.10")
                // implementation("io.quarkus:quarkus-core:3")
            }
            """)
        #expect(names(manifest, .runtime) == ["io.ktor:ktor-server", "core"])
        #expect(names(manifest, .development) == ["org.junit.jupiter:junit-jupiter"])
        #expect(names(manifest, .build) == ["org.springframework.boot"])
        let settings = try read("settings.gradle", "rootProject.name = 'shop'\ninclude ':app', ':lib:core'\n")
        #expect(settings.name == "shop")
        #expect(settings.members == ["app", "lib/core"])
    }

    @Test("CMake: the project, its programs, and whether there are tests")
    func cmake() throws {
        let manifest = try read(
            "CMakeLists.txt",
            "cmake_minimum_required(VERSION 3.20)\nproject(\n  tally\n  LANGUAGES C)\n# enable_testing()\nadd_executable(tally main.c)\n")
        #expect(manifest.name == "tally")
        #expect(manifest.products.map(\.name) == ["tally"])
        #expect(!manifest.definesTests)
        #expect(try read("CMakeLists.txt", "project(x)\nenable_testing()\nadd_test(NAME a COMMAND b)\n").definesTests)
        for text in ["enable_testing()", "include(CTest)"] { #expect(try !read("CMakeLists.txt", "project(x)\n\(text)\n").definesTests) }
    }
}
