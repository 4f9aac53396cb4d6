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
        #expect(graph.externalModules == [RankedImport(module: "Foundation", files: 2), RankedImport(module: "Testing", files: 1)])
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
        #expect(graph.externalModules == [RankedImport(module: "os", files: 3)])
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
}
