import Testing

@testable import JobKitDemo

@Suite("Skills by what manifests mean")
struct ProjectsSkillManifestTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func find(_ files: [String: String]) async throws -> [Skill] {
        for (path, text) in files { try scratch.write("origin/" + path, text) }
        try await scratch.commit("origin")
        return try await SkillFinder().find(
            in: try await Cloner(git: scratch.git()).clone(scratch.source("origin"), into: scratch.at("clone\(files.count)")))
    }

    private func evidence(_ skills: [Skill], _ name: String) -> [String]? {
        skills.first { $0.name == name }?.evidence.map(\.description)
    }

    @Test("Names of one Python package are the same name, in UTF-16 as well")
    func pythonNames() async throws {
        let list = "scikit_learn==1.4\npsycopg2_binary\n"
        try scratch.write("origin/requirements.txt", bytes: [0xFF, 0xFE] + list.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        let skills = try await find([:])
        #expect(evidence(skills, "scikit-learn") == ["requirements.txt:1"])
        #expect(evidence(skills, "PostgreSQL") == ["requirements.txt:2"])
    }

    @Test("`serde.workspace = true` is serde")
    func inherited() async throws {
        let skills = try await find([
            "crate/Cargo.toml":
                "[package]\nname = \"inner\"\nversion.workspace = true\n\n[dependencies]\nserde.workspace = true\ntokio.workspace = true\n"
        ])
        #expect(evidence(skills, "Serde") == ["crate/Cargo.toml:6"])
        #expect(evidence(skills, "Tokio") == ["crate/Cargo.toml:7"])
    }

    @Test("What go.mod requires only indirectly or excludes is no framework of the project")
    func indirect() async throws {
        let skills = try await find([
            "go.mod":
                "module x\n\nrequire github.com/go-chi/chi/v5 v5.0.10\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.9.1 // indirect\n)\n\n"
                + "exclude github.com/spf13/cobra v1.8.0\n"
        ])
        #expect(evidence(skills, "chi") == ["go.mod:3"])
        #expect(evidence(skills, "Gin") == nil)
        #expect(evidence(skills, "Cobra") == nil)
    }

    @Test("What a pom excludes or comments out is not used; what its tests need is a skill")
    func maven() async throws {
        func dependency(_ group: String, _ artifact: String, _ more: String = "") -> String {
            "<dependency><groupId>\(group)</groupId><artifactId>\(artifact)</artifactId>\(more)</dependency>\n"
        }
        let exclusion =
            "<exclusions><exclusion><groupId>org.hibernate</groupId><artifactId>hibernate-core</artifactId></exclusion></exclusions>"
        let skills = try await find([
            "pom.xml": "<project><dependencies>\n" + dependency("org.example", "plain", exclusion) + "<!--\n"
                + dependency("io.quarkus", "quarkus-core")
                + "-->\n" + dependency("org.junit.jupiter", "junit-jupiter", "<scope>test</scope>") + "</dependencies></project>\n"
        ])
        #expect(evidence(skills, "Hibernate") == nil)
        #expect(evidence(skills, "Quarkus") == nil)
        #expect(evidence(skills, "JUnit") == ["pom.xml:6"])
        #expect(evidence(skills, "Maven") == ["pom.xml:1"])
    }

    @Test(
        "npm is a skill where nothing says another manager",
        arguments: [
            (["package.json": "{}"], "npm", "package.json:1"),
            (["package.json": "{}", "package-lock.json": "{}"], "npm", "package-lock.json:1"),
            (["package.json": "{}", "pnpm-lock.yaml": "a: 1\n", "packages/a/package.json": "{}"], "pnpm", "pnpm-lock.yaml:1"),
            (["package.json": "{\"packageManager\": \"pnpm@9.0.0\"}"], "pnpm", "package.json packageManager"),
            (["package.json": "{}", "yarn.lock": "# yarn\n"], "Yarn", "yarn.lock:1"),
        ])
    func nodeManagers(files: [String: String], manager: String, place: String) async throws {
        let skills = try await find(files)
        #expect(skills.map(\.name).filter { ["npm", "pnpm", "Yarn", "Bun"].contains($0) } == [manager])
        #expect(evidence(skills, manager) == [place])
    }

    @Test("A folder that an editor left in a Swift package is no Xcode project")
    func xcode() async throws {
        let skills = try await find([
            "Package.swift": "let p = Package(name: \"x\")\n", ".swiftpm/xcode/xcshareddata/xcschemes/x.xcscheme": "<Scheme/>\n",
            ".swiftpm/xcode/package.xcworkspace/contents.xcworkspacedata": "<W/>\n",
        ])
        #expect(evidence(skills, "Xcode") == nil)
        #expect(evidence(skills, "Swift Package Manager") == ["Package.swift:1"])
    }

    @Test("clap, Redis behind an extra, and pytest by its settings or by its tests")
    func missed() async throws {
        let skills = try await find([
            "Cargo.toml": "[package]\nname = \"fd\"\n[dependencies.clap]\nversion = \"4\"\n", "requirements.txt": "celery[redis]>=5\n",
            "tests/test_a.py": "\ndef test_one():\n    pass\n",
        ])
        #expect(evidence(skills, "clap") == ["Cargo.toml:3"])
        #expect(evidence(skills, "Redis") == ["requirements.txt:1"])
        #expect(evidence(skills, "pytest") == ["tests/test_a.py:2"])
    }

    @Test("Tests of a class without pytest's signs do not make it one")
    func unittest() async throws {
        let skills = try await find([
            "tests/test_a.py": "import unittest\n\nclass A(unittest.TestCase):\n    def test_one(self):\n        pass\n",
            "setup.cfg": "[metadata]\nname = x\n",
        ])
        #expect(evidence(skills, "pytest") == nil)
        let other = try await find(["setup.cfg": "[metadata]\nname = x\n[tool:pytest]\naddopts = -q\n"])
        #expect(evidence(other, "pytest") == ["setup.cfg:3"])
    }

    @Test("Evidence is the product's: its manifests and sources before tests, benchmarks, examples and scripts")
    func product() async throws {
        let skills = try await find([
            "Benchmarks/peers/requirements.txt": "asyncpg==0.32.0\n", "Tests/ATests/a.swift": "import CLibPQ\n",
            "Sources/A/deep/er/a.swift": "import CLibPQ\n",
            "Package.swift":
                "let p = Package(name: \"A\", targets: [\n    .systemLibrary(\n        name: \"CLibPQ\",\n        pkgConfig: \"libpq\"\n    ),\n])\n",
            "scripts/x.py": "import flask\n",
        ])
        #expect(
            evidence(skills, "PostgreSQL") == ["Package.swift:2", "Sources/A/deep/er/a.swift:1", "Benchmarks/peers/requirements.txt:1"])
        #expect(evidence(skills, "Swift") == ["Sources/A/deep/er/a.swift:1", "Package.swift:1", "Tests/ATests/a.swift:1"])
        #expect(evidence(skills, "Flask") == ["scripts/x.py:1"])
    }

    @Test("An image that a script prints is none")
    func services() async throws {
        let skills = try await find([
            ".github/workflows/ci.yml":
                "jobs:\n  a:\n    services:\n      db:\n        image: postgres:16\n    steps:\n      - run: |\n          echo\n          image: mongo\n"
        ])
        #expect(evidence(skills, "PostgreSQL") == [".github/workflows/ci.yml:5"])
        #expect(evidence(skills, "MongoDB") == nil)
    }
}
