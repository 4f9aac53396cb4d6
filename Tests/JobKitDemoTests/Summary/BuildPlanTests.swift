import Testing

@testable import JobKitDemo

@Suite("How to build and test: by the build system that is there")
struct BuildPlanTests {
    private struct Repository {
        var files: [String: String] = [:]

        var plans: [BuildPlan] {
            let manifests = Manifests(files.sorted { $0.key < $1.key }.compactMap { ManifestReader.read($0.key, $0.value) })
            return BuildPlan.plans(manifests, files.keys.sorted().map(Self.observed))
        }

        private static func observed(_ path: String) -> SourceFile {
            let content = FileContent(bytes: 1, lines: 1, isBinary: false, start: [])
            return ObservationDraft.describe(TrackedEntry(kind: .file, path: Array(path.utf8)), LinguistAttributes(), content)
        }
    }

    private func commands(_ files: [String: String]) -> [String] { Repository(files: files).plans.flatMap(\.commands) }

    @Test("SwiftPM: tested where there are test targets, run where it makes a program")
    func swift() {
        let library = "let p = Package(name: \"x\", targets: [.target(name: \"X\")])"
        #expect(commands(["Package.swift": library]) == ["swift build"])
        let program = "let p = Package(name: \"x\", targets: [.executableTarget(name: \"tool\"), .testTarget(name: \"T\")])"
        #expect(commands(["Package.swift": program]) == ["swift build", "swift test", "swift run tool"])
    }

    @Test("SwiftPM: what stands behind a trait is switched on, and that is said")
    func traits() {
        let text = "let p = Package(name: \"x\", products: [.executable(name: \"demo\", targets: [])], traits: [.trait(name: \"Demo\")])"
        let plan = Repository(files: ["Package.swift": text]).plans.first
        #expect(plan?.commands == ["swift build --enable-all-traits", "swift run --enable-all-traits demo"])
        #expect(plan?.note == "The trait `Demo` is off by default; the flag switches it on.")
    }

    @Test(
        "Node: by the lock file, or what the manifest names; never npm beside pnpm's lock file",
        arguments: [
            ("package-lock.json", "", ["npm install", "npm run build", "npm test"]),
            ("pnpm-lock.yaml", "", ["pnpm install", "pnpm run build", "pnpm test"]),
            ("yarn.lock", "", ["yarn install", "yarn run build", "yarn test"]),
            ("bun.lock", "", ["bun install", "bun run build", "bun run test"]),
            ("README.md", "\"packageManager\": \"pnpm@9\", ", ["pnpm install", "pnpm run build", "pnpm test"]),
            ("README.md", "", ["npm install", "npm run build", "npm test"]),
        ])
    func node(lock: String, named: String, expected: [String]) {
        let plans = Repository(files: [
            "package.json": "{\(named)\"scripts\": {\"build\": \"tsc\", \"test\": \"vitest\", \"lint\": \"eslint\"}}", lock: "",
        ]).plans
        #expect(plans.flatMap(\.commands) == expected)
        #expect(plans.first?.scripts.contains { $0.hasSuffix("run lint") } == true)
    }

    @Test("Node: only scripts that exist are told; members of a workspace are built with it")
    func nodeWorkspace() {
        let files = [
            "package.json": "{\"workspaces\": [\"packages/*\"]}",
            "packages/a/package.json": "{\"name\": \"a\", \"scripts\": {\"build\": \"x\"}}",
        ]
        #expect(commands(files) == ["npm install"])
        #expect(commands(["package.json": "{\"name\": \"x\"}"]) == [])
    }

    @Test("Cargo, Go, Maven and Gradle, with their wrappers")
    func others() {
        #expect(commands(["Cargo.toml": "[package]\nname = \"x\"\n", "src/main.rs": ""]) == ["cargo build", "cargo test", "cargo run"])
        #expect(
            commands(["Cargo.toml": "[workspace]\nmembers = [\"a\"]\n", "a/Cargo.toml": "[package]\nname = \"a\"\n"]) == [
                "cargo build", "cargo test",
            ])
        #expect(
            commands(["go.mod": "module x\n", "a_test.go": "", "cmd/server/main.go": ""]) == [
                "go build ./...", "go test ./...", "go run ./cmd/server",
            ])
        #expect(
            commands(["go.work": "use (\n./a\n./b\n)\n", "a/go.mod": "module a\n", "b/go.mod": "module b\n"]) == [
                "go build ./a/... ./b/..."
            ])
        #expect(commands(["pom.xml": "<project/>", "src/test/java/ATest.java": ""]) == ["mvn package", "mvn test"])
        #expect(commands(["pom.xml": "<project/>", "mvnw": ""]) == ["./mvnw package"])
        #expect(
            commands(["build.gradle.kts": "", "settings.gradle.kts": "", "gradlew": "", "src/test/a.kt": ""]) == [
                "./gradlew build", "./gradlew test",
            ])
    }

    @Test("CMake: in order, and tested where there are tests")
    func cmake() {
        #expect(commands(["CMakeLists.txt": "project(x)\n"]) == ["cmake -B build", "cmake --build build"])
        #expect(
            commands([
                "CMakeLists.txt": "project(x)\nenable_testing()\nadd_test(NAME a COMMAND b)\n",
                "src/CMakeLists.txt": "add_library(y y.c)\n",
            ])
                == ["cmake -B build", "cmake --build build", "ctest --test-dir build"])
        // Without a test there is none to run, and those that are off must be asked for.
        let none = ["enable_testing()", "include(CTest)", "option(X_BUILD_TESTS \"Tests\" OFF)\nadd_test(NAME a COMMAND b)"]
        for text in none { #expect(commands(["CMakeLists.txt": "project(x)\n\(text)\n"]) == ["cmake -B build", "cmake --build build"]) }
        #expect(commands(["CMakeLists.txt": "project(x LANGUAGES C Swift)\n"]) == ["cmake -G Ninja -B build", "cmake --build build"])
        #expect(commands(["CMakeLists.txt": "add_library(y y.c)\n"]) == [])
    }

    @Test("Python: by lock file and configuration; tests by what the installation has brought along")
    func python() {
        let project = "[project]\nname = \"x\"\n"
        #expect(commands(["pyproject.toml": project, "tests/test_a.py": ""]) == ["pip install ."])
        // What pip installs is the package, and no pytest, tox or nox.
        for text in [project + "[tool.pytest.ini_options]\n", project] {
            #expect(commands(["pyproject.toml": text, "tox.ini": "", "noxfile.py": "", "tests/test_a.py": ""]) == ["pip install ."])
        }
        let group = project + "[dependency-groups]\ntests = [\"pytest\"]\n"
        #expect(commands(["pyproject.toml": group, "uv.lock": "", "tests/test_a.py": ""]) == ["uv sync", "uv run pytest"])
        #expect(commands(["pyproject.toml": group, "uv.lock": ""]) == ["uv sync"])
        #expect(
            commands(["requirements.txt": "flask\npytest\n", "requirements-dev.txt": "black\n", "tests/test_a.py": ""])
                == ["pip install -r requirements.txt", "pytest"])
        #expect(commands(["pyproject.toml": "[tool.poetry]\nname = \"x\"\n", "poetry.lock": ""]) == ["poetry install"])
        #expect(commands(["requirements.txt": "flask\n"]) == ["pip install -r requirements.txt"])
        #expect(commands(["setup.cfg": "[metadata]\nname = x\n", "setup.py": "setup()\n"]) == ["pip install ."])
    }

    @Test("A Makefile is a build where there is no other")
    func make() {
        #expect(commands(["Makefile": "all:\ncheck:\n"]) == ["make", "make check"])
        #expect(commands(["Makefile": "test:\n", "go.mod": "module x\n"]) == ["go build ./..."])
    }

    @Test("Examples, tests and what was copied in are not built by a reader; a package further down is")
    func nested() {
        let swift = "let p = Package(name: \"x\", targets: [.target(name: \"X\")])"
        let plans = Repository(files: [
            "Package.swift": swift, "Examples/a/Package.swift": swift, "vendor/b/Package.swift": swift,
            "web/package.json": "{\"scripts\": {\"build\": \"b\"}}",
        ]).plans
        #expect(plans.map(\.folder) == ["", "web"])
    }

    @Test("A name that a shell would take for more is not made into a command")
    func unsafe() {
        let text =
            "let p = Package(name: \"x\", products: [.executable(name: \"a; rm -rf ~\", targets: []), .executable(name: \"`b`\", targets: [])])"
        #expect(commands(["Package.swift": text]) == ["swift build"])
        #expect(commands(["go.work": "use ./$(reboot)\n", "$(reboot)/go.mod": "module a\n"]) == [])
    }

    @Test("README's lines supplement the build's own, and never with what only its maintainers type")
    func supplement() {
        let plan = BuildPlan(
            tool: "SwiftPM", paths: [], folder: "", commands: ["swift build", "swift test"], languages: [], programs: ["swift"])
        let commands = [
            "swift build -c release", "swift run lantern put", "swift test --parallel", "npm install x", "./scripts/gyb --line-directive x",
            "swift package --disable-sandbox preview-documentation --target X", "brew install lantern", "swift run TARGET_NAME",
            "swift run <name>", "cargo install x", "make deploy", "make check",
            "swift run publish",
        ]
        #expect(ReadmeSupplement.lines(commands, [plan], makes: ["make deploy", "make check"]) == ["swift run lantern put", "make check"])
        #expect(ReadmeSupplement.lines(["./configure", "make", "twine upload dist"], [], makes: []) == ["./configure", "make"])
    }
}
