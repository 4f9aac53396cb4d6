import Testing

@testable import JobKitDemo

@Suite("Manifests say what kind of package it is and what it needs")
struct ManifestFactsTests {
    private func facts(_ files: [(String, String)]) -> ManifestFacts {
        ManifestFacts(RepositoryTexts(readme: nil, manifests: files.map { RepositoryTexts.TextFile(path: $0.0, text: $0.1) }))
    }

    @Test("package.json gives description, commands, dependencies and scripts")
    func node() {
        let json = """
            {"name": "@x/tool", "description": "Does it", "bin": "cli.js", "dependencies": {"koa": "^2", "ajv": "1"},
             "scripts": {"zip": "z", "test": "t", "build": "b"}}
            """
        let facts = facts([("package.json", json)])
        #expect(facts.kind == "Node package")
        #expect(facts.description == "Does it")
        #expect(facts.commands == ["tool"])
        #expect(facts.dependencies == ["ajv", "koa"])
        #expect(facts.tasks == [ManifestFacts.Tasks(path: "package.json", tool: "npm run", names: ["build", "test", "zip"])])
    }

    @Test("A manifest that cannot be read still says its kind and nothing else")
    func broken() {
        let facts = facts([("package.json", "{\"description\": [")])
        #expect(facts.kind == "Node package")
        #expect(facts.description == nil)
        #expect(facts.dependencies == [])
    }

    @Test("pyproject.toml is read through lists over several lines, extras and comments")
    func python() {
        let toml = """
            [project]
            description = 'A "tar" reader'  # says it
            dependencies = [
              "flask[async]>=3", # web
              "click",
            ]
            [project.scripts]
            tar = "tar:main"
            """
        let facts = facts([("pyproject.toml", toml), ("requirements.txt", "other==1\n")])
        #expect(facts.description == "A \"tar\" reader")
        #expect(facts.dependencies == ["flask", "click"])
        #expect(facts.dependenciesPath == "pyproject.toml")
        #expect(facts.commands == ["tar"])
    }

    @Test("Cargo.toml, go.mod and requirements.txt name their dependencies")
    func others() {
        #expect(facts([("Cargo.toml", "[package]\nname = \"x\"\n[dependencies]\nserde = { version = \"1\" }\n")]).dependencies == ["serde"])
        let module = "module x\nrequire a.example/one v1.0.0\nrequire (\n\ta.example/two v1.2.3\n\ta.example/three v1.0.0 // indirect\n)\n"
        #expect(facts([("go.mod", module)]).dependencies == ["a.example/one", "a.example/two"])
        #expect(facts([("requirements.txt", "# c\nflask==3\n-r other.txt\ngit+https://x.example/y\n")]).dependencies == ["flask"])
    }

    @Test("Commented-out parts of Package.swift do not count")
    func swiftComments() {
        let text = "// .library(name: \"Old\", targets: [])\n.library(\n    name: \"X\", targets: [])\n.library(name: \"New\", targets: [])"
        #expect(facts([("Package.swift", text)]).libraries == ["New"])
    }

    @Test("A Makefile gives its targets, the usual ones first, without variables and patterns")
    func makefile() {
        let text = "V := 1\n.PHONY: all\nzeta: a\n\techo test:\ntest: build\n%.o: %.c\nbuild:\nout/file: x\n"
        #expect(
            facts([("Makefile", text)]).tasks == [ManifestFacts.Tasks(path: "Makefile", tool: "make", names: ["build", "test", "zeta"])])
    }

    @Test("An unclosed list of a quarter of a megabyte is read in one pass")
    func unclosedList() {
        let text = "[project]\ndependencies = [" + String(repeating: "\"a", count: 60_000)
        #expect(facts([("pyproject.toml", text)]).kind == "Python package")
    }
}
