import Testing

@testable import JobKitDemo

@Suite("Modules")
struct ModuleGraphTests {
    @Test("SwiftPM targets are layered by their imports, and the rest is external")
    func swift() {
        var fixture = CallGraphFixture()
        fixture.importing("Foundation", "Sources/Core/a.swift")
        fixture.importing("Core", "Sources/Web/b.swift")
        fixture.importing("CShim", "Sources/Web/b.swift")
        fixture.importing("Foundation", "Sources/Web/b.swift")
        fixture.importing("Foundation.NSURL", "Sources/Web/b.swift")
        fixture.importing("Web", "Sources/App/main.swift")
        fixture.importing("Testing", "Tests/WebTests/t.swift")
        fixture.importing("Web", "Tests/WebTests/t.swift")
        fixture.file("Sources/CShim/shim.c", language: "C")
        fixture.file("Sources/CMakeLists.txt")
        fixture.file("Package.swift", .manifest)
        fixture.imports.append(ImportStatement(file: "Package.swift", module: "PackageDescription"))
        let graph = fixture.build()
        #expect(graph.modules == ["App", "CShim", "Core", "Web", "WebTests"])
        #expect(graph.layers == [["CShim", "Core"], ["Web"], ["App", "WebTests"]])
        // What comes with the language or the platform is no dependency.
        #expect(graph.externalModules == [])
        #expect(graph.moduleEdges.count == 4)
    }

    @Test("Python packages are found at the root, below src, and without __init__")
    func python() {
        var fixture = CallGraphFixture()
        for path in ["src/shop/__init__.py", "src/shop/tills/__init__.py", "deep/down/tool/__init__.py"] { fixture.file(path) }
        fixture.importing("shop.tills", "setup_data.py")
        fixture.importing(".models", "src/shop/tills/till.py")
        fixture.importing("..base", "src/shop/tills/till.py")
        fixture.importing("tool.hammer", "src/shop/a.py")
        fixture.importing("os.path", "src/shop/a.py")
        fixture.importing("os", "scripts/run.py")
        fixture.importing("shop", "scripts/run.py")
        fixture.importing("os", "deep/down/tool/hammer.py")
        let graph = fixture.build()
        #expect(graph.modules == ["scripts", "setup_data", "shop", "tool"])
        #expect(graph.layers == [["tool"], ["shop"], ["scripts", "setup_data"]])
        #expect(graph.externalModules == [])
    }

    @Test("Modules of a circle share a layer")
    func circle() {
        var fixture = CallGraphFixture()
        fixture.importing("B", "Sources/A/a.swift")
        fixture.importing("A", "Sources/B/b.swift")
        fixture.importing("A", "Sources/C/c.swift")
        #expect(fixture.build().layers == [["A", "B"], ["C"]])
    }

    @Test("Of two modules with one name, the nearest is imported")
    func nearest() {
        var fixture = CallGraphFixture()
        for owner in ["Examples/a", "Examples/b"] {
            fixture.file("\(owner)/Sources/App/x.swift", .example)
            fixture.importing("App", "\(owner)/Tests/AppTests/t.swift")
        }
        let graph = fixture.build()
        #expect(graph.modules == ["Examples/a/App", "Examples/a/AppTests", "Examples/b/App", "Examples/b/AppTests"])
        #expect(
            graph.moduleEdges == [
                GraphEdge(from: "Examples/a/AppTests", to: "Examples/a/App"), GraphEdge(from: "Examples/b/AppTests", to: "Examples/b/App"),
            ])
    }

    @Test("Without a layout of a package manager, the top folder is the module")
    func folders() {
        var fixture = CallGraphFixture()
        for path in ["App/Views/a.swift", "Kit/b.swift", "root.swift"] { fixture.file(path) }
        #expect(fixture.build().modules == ["App", "Kit"])
    }

    @Test("Targets lie where the manifest says; a folder that it does not name is no module")
    func targets() {
        var fixture = CallGraphFixture()
        fixture.file(".github/scripts/check.swift")
        fixture.file("JSON/Data.swift", .example)
        fixture.file("Scripts/gen.swift")
        fixture.importing("FlyingSocks", "FlyingFox/Sources/Handlers/a.swift")
        fixture.importing("Logging", "FlyingFox/Sources/Handlers/a.swift")
        fixture.importing("Musl", "FlyingFox/Sources/Handlers/a.swift")
        // Behind `#if`, for a build that is not the package's.
        fixture.importing("SwiftSystem", "FlyingFox/Sources/Handlers/a.swift")
        fixture.importing("FlyingFox", "FlyingSocks/Sources/Docs.docc/step.swift")
        fixture.file("FlyingSocks/Sources/Socket.swift")
        fixture.file("FlyingFox/Tests/t.swift", .test)
        fixture.importing("FlyingFox", "FlyingFox/Tests/t.swift")
        fixture.importing("XCTest", "FlyingFox/Tests/t.swift")
        fixture.importing("CustomDump", "FlyingFox/Tests/t.swift")
        let graph = fixture.build([
            (
                "Package.swift",
                """
                let p = Package(name: "FlyingFox", targets: [
                    .target(name: "FlyingFox", dependencies: [.product(name: "Logging", package: "swift-log")], path: "FlyingFox/Sources"),
                    .target(name: "FlyingSocks", path: "FlyingSocks/Sources"),
                    .testTarget(name: "FlyingFoxTests", path: "FlyingFox/Tests"), .target(name: "Gone", path: "Nowhere"),
                ])
                """
            )
        ])
        #expect(graph.modules == ["FlyingFox", "FlyingFoxTests", "FlyingSocks"])
        #expect(graph.layers == [["FlyingSocks"], ["FlyingFox"], ["FlyingFoxTests"]])
        // What only tests import is not needed to use the code.
        #expect(graph.externalModules == [RankedImport(module: "Logging", files: 1)])
    }

    @Test("Any target of the repository is inside it: helpers of tests, and the targets of a package further down")
    func inside() {
        var fixture = CallGraphFixture()
        fixture.importing("KitProcesses", "Sources/Kit/a.swift")
        fixture.importing("Bench_Kit", "Sources/Kit/a.swift")
        fixture.importing("Gone", "Sources/Kit/a.swift")
        fixture.file("Tests/Processes/p.swift", .test)
        fixture.file("Benchmarks/Sources/Bench-Kit/b.swift", .example)
        let graph = fixture.build([
            (
                "Package.swift",
                "let p = Package(name: \"Kit\", targets: [.target(name: \"Kit\"), .target(name: \"KitProcesses\", path: \"Tests/Processes\"), "
                    + ".systemLibrary(name: \"Gone\")])"
            ),
            ("Benchmarks/Package.swift", "let p = Package(name: \"b\", targets: [.executableTarget(name: \"Bench-Kit\")])"),
        ])
        #expect(graph.modules == ["Bench-Kit", "Kit", "KitProcesses"])
        #expect(graph.externalModules == [])
        #expect(graph.moduleEdges.map { "\($0.from) \($0.to)" } == ["Kit Bench-Kit", "Kit KitProcesses"])
    }

    @Test("Targets that share a folder are told apart by their sources, and the one target of a package may lie in Sources itself")
    func shared() {
        var fixture = CallGraphFixture()
        for path in ["src/a.swift", "src/b.swift", "Tool/Sources/main.swift"] { fixture.file(path) }
        let manifests = fixture.manifests([
            (
                "Package.swift",
                "let p = Package(name: \"x\", targets: [.target(name: \"A\", path: \"src\", sources: [\"a.swift\"]), "
                    + ".target(name: \"B\", path: \"src\", sources: [\"b.swift\"])])"
            ),
            ("Tool/Package.swift", "let p = Package(name: \"t\", targets: [.executableTarget(name: \"Tool\")])"),
        ])
        let map = ModuleMap(fixture.observation, manifests)
        #expect(map.names == ["A", "B", "Tool"])
        #expect(map.module(of: "src/b.swift") == 1)
        #expect(map.path(of: "Tool") == "Tool/Sources")
    }

    @Test("A Python file or package beside the one that imports it is inside the repository")
    func siblings() {
        var fixture = CallGraphFixture()
        fixture.importing("common", "tools/deep/run.py")
        fixture.importing("helpers", "tools/deep/run.py")
        fixture.importing("local", "tools/deep/run.py")
        fixture.importing("requests", "tools/deep/run.py")
        for path in ["tools/deep/common.py", "tools/helpers/__init__.py", "tools/deep/local/part.py"] { fixture.file(path) }
        #expect(fixture.build().externalModules == [RankedImport(module: "requests", files: 1)])
    }

    @Test("Beside a manifest of Python, a folder without packages is no module")
    func pythonFolders() {
        var fixture = CallGraphFixture()
        for path in ["src/flask/__init__.py", "docs/conf.py", "single.py", "setup.py"] { fixture.file(path) }
        #expect(fixture.build([("pyproject.toml", "[project]\nname = \"flask\"\n")]).modules == ["flask", "single"])
    }

    @Test("The packages of a workspace are modules, and depend on one another as their manifests say")
    func workspace() {
        var fixture = CallGraphFixture()
        for path in ["packages/api/index.ts", "packages/core/index.ts", "tools/x.ts"] { fixture.file(path, language: "TypeScript") }
        let graph = fixture.build([
            ("package.json", "{\"workspaces\": [\"packages/*\"]}"),
            ("packages/api/package.json", "{\"name\": \"@j/api\", \"dependencies\": {\"@j/core\": \"1\", \"koa\": \"2\"}}"),
            ("packages/core/package.json", "{\"name\": \"@j/core\"}"),
        ])
        #expect(graph.modules == ["@j/api", "@j/core"])
        #expect(graph.layers == [["@j/core"], ["@j/api"]])
        var crates = CallGraphFixture()
        for path in ["src/main.rs", "core/src/lib.rs"] { crates.file(path, language: "Rust") }
        let rust = crates.build([
            (
                "Cargo.toml",
                "[package]\nname = \"find\"\n[workspace]\nmembers = [\"core\"]\n[dependencies]\nfind-core = {path = \"core\"}\n"
            ),
            ("core/Cargo.toml", "[package]\nname = \"find-core\"\n"),
        ])
        #expect(rust.layers == [["find-core"], ["find"]])
    }
}

extension CallGraphFixture {
    func manifests(_ files: [(String, String)]) -> Manifests {
        Manifests(files.compactMap { ManifestReader.read($0.0, $0.1) })
    }

    func build(_ files: [(String, String)]) -> CallGraph {
        CallGraphBuilder().build(extraction, observation, manifests(files))
    }
}
