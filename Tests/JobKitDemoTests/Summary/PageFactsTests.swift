import Testing

@testable import JobKitDemo

@Suite("The page says only what was seen, and cannot be broken by what it quotes")
struct PageFactsTests {
    @Test("Nothing that a repository holds adds a heading, a fence, a list item or an escape sequence")
    func hostile() throws {
        let evil = "x\u{1B}[2J\n# Pwned\n```\n- item\n1. item\n<script>"
        var fixture = Fixture.library()
        fixture.checkout.name = evil
        fixture.checkout.branch = evil
        fixture.checkout.committedAt = evil
        fixture.texts["README.md"] =
            "# T\n\nThis paragraph has words \u{1B}]0;t\u{07}and <b>tags</b>\n``` and ![i](x) too `\n\n```sh\nmake x\u{1B}[2J\n```\n"
        fixture.texts["Makefile"] = "a\u{1B}b:\n# Pwned:\nok:\n"
        fixture.texts["Package.swift"] = "products: [.library(name: \"a`b\nc\")], dependencies: [.package(url: \"https://x/```\")]"
        for index in fixture.extraction.types.indices {
            fixture.extraction.types[index].kind = evil
            fixture.extraction.types[index].documentation = evil
        }
        for index in fixture.extraction.functions.indices { fixture.extraction.functions[index].documentation = evil }
        for index in fixture.graph.centralTypes.indices { fixture.graph.centralTypes[index].name += evil }
        for index in fixture.graph.entryPoints.indices { fixture.graph.entryPoints[index].file = evil }
        fixture.graph.externalModules[0].module = evil
        fixture.graph.modules.append(evil)
        fixture.graph.layers.append([evil])
        fixture.graph.moduleEdges.append(GraphEdge(from: evil, to: "LanternCore"))
        fixture.graph.cycles = [[evil, evil]]
        fixture.observation.notes = [evil]
        fixture.extraction.notes = ["# " + evil]
        fixture.add(evil + "/" + evil, evil, 10, .source, 1, evil)
        let page = try fixture.page()

        #expect(page == TerminalSafety.cleaned(page, keepingLines: true))
        let lines = page.split(separator: "\n").map(String.init)
        let headings = lines.filter { $0.hasPrefix("#") }.dropFirst()
        #expect(
            Array(headings) == [
                "## How it is laid out", "## What is central", "## What it depends on", "## How to build, run and test it",
                "## Where to start reading", "## What was not looked at",
            ])
        #expect(lines.filter { $0.hasPrefix("```") } == ["```sh", "```"])
        #expect(lines.allSatisfy { !$0.hasPrefix("- item") && !$0.hasPrefix("1. item") && !$0.hasPrefix("<") })
        #expect(lines.contains("swift build"))
    }

    @Test("Names and texts of enormous length do not make an enormous page")
    func enormous() throws {
        let long = String(repeating: "word ", count: 20_000)
        var fixture = Fixture.library()
        fixture.texts["README.md"] = "# T\n\n" + long
        fixture.observation.notes = Array(repeating: long, count: 3).enumerated().map { "\($0.offset) \($0.element)" }
        for index in fixture.extraction.types.indices { fixture.extraction.types[index].documentation = long }
        for index in fixture.graph.centralFunctions.indices { fixture.graph.centralFunctions[index].name = long }
        #expect(try fixture.page().utf8.count < 16_000)
    }

    @Test("An empty repository has a page without empty sections")
    func empty() throws {
        #expect(
            try Fixture("void").page() == """
                # void

                There is no README to say what the project is for.

                `void` is a repository. It holds 0 files with 0 lines. This page describes commit `4f1c09ab37` of the branch `main`, made on \
                2026-03-12.

                ## What was not looked at

                Nothing was built or run; the page rests on the names, sizes and texts of the files.

                """)
    }

    @Test("Without README and description the page names what its code centres on")
    func graphOpens() throws {
        var fixture = Fixture.library()
        fixture.texts["README.md"] = nil
        fixture.observation.files.removeAll { $0.path == "README.md" }
        #expect(
            try fixture.page().contains(
                "There is no README to say what the project is for. At the centre of its code are `Store`, `Entry` and `Segment`."))
    }

    @Test("A web framework that only the tests import is not told")
    func frameworksOfTests() throws {
        #expect(WebFrameworks.imported(by: try Fixture.server().facts()) == ["fastapi"])
        var fixture = Fixture.server()
        fixture.extraction.imports = [ImportStatement(file: "harbor/main.py", module: "django.http")]
        // The manifest does not name it: it is supported, not used.
        #expect(WebFrameworks.imported(by: try fixture.facts()) == [])
        fixture.texts["pyproject.toml"] = nil
        fixture.extraction.imports = [
            ImportStatement(file: "harbor/main.py", module: "django.http"), ImportStatement(file: "harbor/main.py", module: "flasky"),
            ImportStatement(file: "harbor/settings.py", module: "github.com/gin-gonic/gin/binding"),
        ]
        #expect(WebFrameworks.imported(by: try fixture.facts()) == ["django", "github.com/gin-gonic/gin"])
    }

    @Test("Files with dependants come before equal ones without, and equal ones stand in the order of their paths")
    func ranking() {
        var fixture = Fixture("x")
        for path in ["b.swift", "a.swift", "c.swift"] { fixture.add(path, "Swift", 10, .source, 0.5) }
        fixture.add("d.swift", "Swift", 10, .source, 0.6)
        let ranked = PageFacts.ranked(fixture.observation.files, fanIn: ["c.swift": 30])
        #expect(ranked.map(\.path) == ["c.swift", "d.swift", "a.swift", "b.swift"])
        #expect(ranked.first?.reasons.count == 2)
    }

    @Test("Modules of one layer that import each other are told as a circle, others from the bottom up")
    func layers() throws {
        var fixture = Fixture.library()
        fixture.graph.modules = ["A", "B", "C", "D", "E", "F"]
        fixture.graph.layers = [["A", "B"], ["C", "D", "E"], ["F"]]
        fixture.graph.moduleEdges = [("C", "A"), ("C", "D"), ("D", "E"), ("E", "C"), ("F", "A"), ("F", "F")].map {
            GraphEdge(from: $0.0, to: $0.1)
        }
        #expect(
            LayerWording.sentences(try fixture.facts())
                == "`A` and `B` import no other module of the repository. `C`, `D` and `E` import one "
                + "another in a circle. `C` and `F` build on `A`.")
        fixture.graph.moduleEdges = []
        #expect(LayerWording.sentences(try fixture.facts()).isEmpty)
    }

    @Test("A file belongs to the deepest module around it, and a folder beside modules is named by itself")
    func folders() throws {
        var fixture = Fixture.server()
        fixture.graph.modules = ["harbor", "harbor.db"]
        fixture.graph.layers = []
        fixture.add("src/deep/c/x.c", "C", 5, .source, 0.1)
        let folders = try fixture.facts().folders
        #expect(folders.module("harbor")?.files.count == 6)
        #expect(folders.module("harbor.db")?.files.count == 3)
        #expect(folders.others.map(\.path) == ["migrations", "src", "tests"])
    }

    @Test("A module that is one file, and one that is called by its package's folder, are found")
    func unusualModules() throws {
        var fixture = Fixture("x")
        for path in ["app.py", "Examples/a/Sources/App/main.swift", "Examples/b/Sources/App/main.swift", "src/tool.py"] {
            fixture.add(path, path.hasSuffix("py") ? "Python" : "Swift", 5, path.hasPrefix("E") ? .example : .source, 0.1)
        }
        fixture.graph.modules = ["Examples/a/App", "Examples/b/App", "app", "tool", "gone"]
        let folders = try fixture.facts().folders
        #expect(folders.modules.map(\.path) == ["Examples/a/Sources/App", "Examples/b/Sources/App", "app.py", "src/tool.py", nil])
        #expect(folders.modules.map(\.files.count) == [1, 1, 1, 1, 0])
        #expect(folders.modules.map(\.isOwn) == [false, false, true, true, true])
        #expect(folders.others.isEmpty)
    }

    @Test("The stage reads the checkout itself and ranks ten files at most")
    func stage() async throws {
        let fixture = Fixture.library()
        let folder = try TemporaryFolder(fixture.texts)
        var checkout = fixture.checkout
        checkout.directory = folder.path
        let facts = PageFacts(
            checkout: checkout, observation: fixture.observation, extraction: fixture.extraction, graph: fixture.graph,
            texts: RepositoryTexts.load(from: folder.path, fixture.observation))
        let summary = try await Summarizer().summarize(facts)
        #expect(summary.author == "extractive")
        #expect(summary.text == (try fixture.page()))
        #expect(summary.highImportanceFiles.count == 10)
        #expect(summary.highImportanceFiles.prefix(3) == ["README.md", "Sources/LanternStore/Store.swift", "Package.swift"])
    }
}
