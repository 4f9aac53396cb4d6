import Testing

@testable import JobKitDemo

@Suite("Manifests say what kind of package it is and what it needs")
struct ManifestFactsTests {
    private func facts(_ files: [(String, String)]) -> ManifestFacts {
        ManifestFacts(RepositoryTexts(readme: nil, manifests: files.map { RepositoryTexts.TextFile(path: $0.0, text: $0.1) }))
    }

    @Test("package.json gives name, description, commands and dependencies")
    func node() {
        let json =
            "{\"name\": \"@x/tool\", \"description\": \"Does it\", \"bin\": \"cli.js\", \"dependencies\": {\"koa\": \"^2\", \"ajv\": \"1\"}}"
        let facts = facts([("package.json", json)])
        #expect(facts.kind == "Node package")
        #expect(facts.name == "@x/tool")
        #expect(facts.description == "Does it")
        #expect(facts.commands == ["tool"])
        #expect(facts.dependencies == ["ajv", "koa"])
    }

    @Test("A manifest that cannot be read still says its kind and nothing else")
    func broken() {
        let facts = facts([("package.json", "{\"description\": [")])
        #expect(facts.kind == "Node package")
        #expect(facts.description == nil)
        #expect(facts.dependencies == [])
    }

    @Test("requirements.txt is not counted again where pyproject.toml names the same")
    func python() {
        let toml = "[project]\nname = \"x\"\ndescription = \"Reads.\"\ndependencies = [\"flask[async]>=3\", \"click\"]\n"
        let facts = facts([("requirements.txt", "other==1\n"), ("pyproject.toml", toml)])
        #expect(facts.description == "Reads.")
        #expect(facts.dependencies == ["flask", "click"])
        #expect(facts.dependenciesPath == "pyproject.toml")
    }

    @Test("A package.json for tools does not name a repository that is something else")
    func tooling() {
        let cargo = "[package]\nname = \"ripfind\"\ndescription = \"Finds.\"\n"
        let facts = facts([("package.json", "{\"name\": \"hooks\", \"devDependencies\": {\"prettier\": \"3\"}}"), ("Cargo.toml", cargo)])
        #expect(facts.kind == "Rust crate")
        #expect(facts.name == "ripfind")
        #expect(facts.description == "Finds.")
    }

    @Test("A Makefile gives its targets, the usual ones first, without variables and patterns")
    func makefile() {
        let text = "V := 1\n.PHONY: all\nzeta: a\n\techo test:\ntest: build\n%.o: %.c\nbuild:\nout/file: x\n"
        #expect(
            facts([("Makefile", text)]).tasks == [ManifestFacts.Tasks(path: "Makefile", tool: "make", names: ["build", "test", "zeta"])])
    }

    @Test("A Node workspace is what its packages are; its own packages are no dependencies, and those of members are counted in")
    func nodeWorkspace() {
        let files = [
            (
                "package.json",
                "{\"name\": \"root\", \"private\": true, \"workspaces\": [\"packages/*\"], \"devDependencies\": {\"typescript\": \"5\"}}"
            ),
            ("packages/api/package.json", "{\"name\": \"@j/api\", \"dependencies\": {\"fastify\": \"4\", \"@j/core\": \"*\"}}"),
            ("packages/core/package.json", "{\"name\": \"@j/core\"}"),
            ("packages/web/package.json", "{\"name\": \"@j/web\", \"dependencies\": {\"react\": \"18\"}}"),
            ("packages/web/deep/package.json", "{\"name\": \"@j/deep\", \"dependencies\": {\"vue\": \"3\"}}"),
        ]
        let facts = facts(files)
        #expect(facts.kind == "Node workspace")
        #expect(facts.members == ["@j/api", "@j/core", "@j/web"])
        #expect(facts.unit == "package")
        #expect(facts.needs.map(\.runtime) == [["fastify", "react"]])
        #expect(facts.needs.map(\.development) == [["typescript"]])
    }

    @Test("pnpm's workspace file, Cargo's members, Go's uses and Maven's modules are workspaces, too")
    func workspaces() {
        let pnpm = facts([
            ("package.json", "{\"name\": \"r\"}"), ("pnpm-workspace.yaml", "packages:\n  - 'libs/*'\n"),
            ("libs/a/package.json", "{\"name\": \"a\"}"),
        ])
        #expect(pnpm.members == ["a"])
        #expect(pnpm.kind == "Node workspace")
        #expect(pnpm.name == "r")
        let cargo = facts([
            (
                "Cargo.toml",
                "[package]\nname = \"ripfind\"\n[workspace]\nmembers = [\"core\"]\n[dependencies]\nripfind-core = { path = \"core\" }\nclap = \"4\"\n"
            ),
            ("core/Cargo.toml", "[package]\nname = \"ripfind-core\"\n"),
        ])
        #expect(cargo.members == ["ripfind", "ripfind-core"])
        #expect(cargo.unit == "crate")
        #expect(cargo.dependencies == ["clap"])
        let go = facts([
            ("go.work", "use (\n\t./a\n\t./b\n)\n"), ("a/go.mod", "module e.org/a\n"),
            ("b/go.mod", "module e.org/b\nrequire e.org/a v1.0.0\n"),
        ])
        #expect(go.kind == "Go workspace")
        #expect(go.members == ["e.org/a", "e.org/b"])
        let pom = { (name: String, rest: String) in "<project><artifactId>\(name)</artifactId>\(rest)</project>" }
        let maven = facts([
            ("pom.xml", pom("shop", "<modules><module>core</module><module>more</module></modules>")),
            ("core/pom.xml", pom("shop-core", "")),
            ("more/pom.xml", pom("more", "<modules><module>web</module></modules>")), ("more/web/pom.xml", pom("shop-web", "")),
            ("other/pom.xml", pom("other", "")),
        ])
        #expect(maven.kind == "Maven project")
        #expect(maven.members == ["shop-core", "shop-web"])
    }
}
