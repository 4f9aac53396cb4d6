import Testing

@testable import JobKitDemo

@Suite("The sections on layout, dependencies and building say what is so")
struct SectionTests {
    private func workspace() -> Fixture {
        var it = Fixture("shop")
        it.texts["package.json"] = "{\"name\": \"shop\", \"workspaces\": [\"packages/*\"], \"devDependencies\": {\"typescript\": \"5\"}}"
        it.texts["packages/api/package.json"] = "{\"name\": \"@shop/api\", \"dependencies\": {\"fastify\": \"4\", \"@shop/core\": \"*\"}}"
        it.texts["packages/core/package.json"] = "{\"name\": \"@shop/core\"}"
        it.texts["pnpm-lock.yaml"] = "lockfileVersion: 9\n"
        for path in it.texts.keys.sorted() {
            it.add(
                path, path.hasSuffix("json") ? "JSON" : "YAML", 5, path.hasSuffix("json") ? .manifest : .generated, 0.5, "package manifest")
        }
        for path in ["packages/api/src/a.ts", "packages/core/src/c.ts"] { it.add(path, "TypeScript", 40, .source, 0.5) }
        for path in ["packages/core/src/c.test.ts", "packages/core/src/d.test.ts"] { it.add(path, "TypeScript", 40, .test, 0.5) }
        it.graph.modules = ["@shop/api", "@shop/core"]
        it.graph.layers = [["@shop/core"], ["@shop/api"]]
        it.graph.moduleEdges = [GraphEdge(from: "@shop/api", to: "@shop/core")]
        return it
    }

    @Test("The packages of a workspace stand by their names, also where tests lie among their sources")
    func members() throws {
        let lines = LayoutSection.lines(try workspace().facts())
        #expect(lines.contains("- `@shop/api` in `packages/api` (2 files, 45 lines) holds sources in TypeScript."))
        #expect(lines.contains("- `@shop/core` in `packages/core` (4 files, 125 lines) holds sources and tests in TypeScript."))
        #expect(
            lines.last == "By its manifest, `@shop/core` depends on no other package of the repository. `@shop/api` builds on `@shop/core`."
        )
    }

    @Test("A workspace's dependencies are its members', without one another")
    func needs() throws {
        #expect(
            DependencySection.lines(try workspace().facts()).last
                == "`package.json` and the manifests of its members name the dependency `fastify`; for development there is `typescript`.")
    }

    @Test("Optional, indirect and development dependencies are told as such")
    func scopes() throws {
        var fixture = Fixture("x")
        fixture.texts["Cargo.toml"] =
            "[package]\nname = \"x\"\n[dependencies]\nserde.workspace = true\nfancy = { version = \"1\", optional = true }\n[dev-dependencies]\nb = \"1\"\n"
        fixture.texts["go.mod"] = "module x\nrequire a.example/one v1.0.0\nrequire a.example/two v1.0.0 // indirect\n"
        fixture.texts["package.json"] = "{\"devDependencies\": {\"vite\": \"5\"}}"
        for path in fixture.texts.keys { fixture.add(path, "TOML", 5, .manifest, 0.5) }
        #expect(
            DependencySection.lines(try fixture.facts()).last
                == "`Cargo.toml` names the dependency `serde`; optional is `fancy`; for development there is `b`. `go.mod` names the direct "
                + "dependency `a.example/one`. `package.json` names dependencies for development only: `vite`.")
    }

    @Test("A framework does not use itself")
    func itself() throws {
        var fixture = Fixture("hummingbird")
        fixture.add("Sources/Hummingbird/a.swift", "Swift", 5, .source, 0.5)
        fixture.extraction.imports = [
            ImportStatement(file: "Sources/Hummingbird/a.swift", module: "Hummingbird"),
            ImportStatement(file: "Sources/Hummingbird/a.swift", module: "Vapor"),
        ]
        #expect(WebFrameworks.imported(by: try fixture.facts()) == ["Vapor"])
    }

    @Test("A folder of benchmarks is called that, and data beside it is no language that it is written in")
    func benchmarks() throws {
        var fixture = Fixture("x")
        for path in ["Benchmarks/a.json", "Benchmarks/b.json", "examples/c.json", "demo/d.py"] {
            fixture.add(path, path.hasSuffix("py") ? "Python" : "JSON", 5, .example, 0.2)
        }
        let lines = LayoutSection.lines(try fixture.facts())
        #expect(lines.contains("- `Benchmarks` (2 files, 10 lines) holds benchmarks."))
        #expect(lines.contains("- `examples` (1 file, 5 lines) holds examples."))
        #expect(lines.contains("- `demo` (1 file, 5 lines) holds demos in Python."))
    }

    @Test("Two builds in one folder say what each is for")
    func parts() throws {
        var fixture = Fixture("x")
        fixture.texts["Cargo.toml"] = "[package]\nname = \"x\"\n"
        fixture.texts["package.json"] = "{\"scripts\": {\"build\": \"vite build\"}}"
        for path in fixture.texts.keys { fixture.add(path, "TOML", 5, .manifest, 0.5) }
        fixture.add("src/lib.rs", "Rust", 5, .source, 0.5)
        fixture.add("web/a.ts", "TypeScript", 5, .source, 0.5)
        let lines = CommandSection.lines(try fixture.facts())
        #expect(lines.contains("With Cargo (`Cargo.toml`), for the parts in Rust:"))
        #expect(lines.contains("With npm (`package.json`), for the parts in TypeScript:"))
    }

    @Test("A part with its own build is told by its folder")
    func folder() throws {
        var fixture = Fixture("x")
        fixture.texts["backend/pyproject.toml"] = "[project]\nname = \"x\"\n"
        fixture.texts["frontend/package.json"] = "{\"scripts\": {\"build\": \"vite build\"}}"
        fixture.texts["frontend/yarn.lock"] = ""
        for path in fixture.texts.keys { fixture.add(path, "TOML", 5, path.hasSuffix("lock") ? .generated : .manifest, 0.5) }
        let lines = CommandSection.lines(try fixture.facts())
        #expect(lines.contains("In `backend`, with pip (`backend/pyproject.toml`):"))
        #expect(lines.contains("In `frontend`, with yarn (`frontend/package.json` and `frontend/yarn.lock`):"))
    }
}
