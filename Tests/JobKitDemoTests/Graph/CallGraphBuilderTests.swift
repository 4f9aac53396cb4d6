import Testing

@testable import JobKitDemo

@Suite("The call graph")
struct CallGraphBuilderTests {
    private let a = "Sources/Shop/a.swift"
    private let b = "Sources/Shop/b.swift"
    private let c = "Sources/Shop/c.swift"

    @Test("What many call ranks first, with its counts, and initializers are not listed")
    func central() throws {
        var fixture = CallGraphFixture()
        fixture.type("Store", a)
        fixture.function("Store.init", a)
        fixture.function("Store.save", a)
        fixture.function("assertOpen", a)
        for index in 0..<6 { fixture.function("step\(index)", b, calls: ["Store.save", "Store.init", "assertOpen"]) }
        fixture.function("idle", b)
        let graph = fixture.build()
        let first = try #require(graph.centralFunctions.first)
        #expect(first.name == "Store.save()" && first.fanIn == 6 && first.fanOut == 0 && first.file == a)
        #expect(!graph.centralFunctions.contains { ["Store.init()", "assertOpen()"].contains($0.name) })
        #expect(graph.centralFunctions.map(\.rank) == graph.centralFunctions.map(\.rank).sorted(by: >))
        #expect(graph.functionCount == 10)
        #expect(graph.callCount == 18)
    }

    @Test("Ranks of all nodes add up to one")
    func sum() {
        var fixture = CallGraphFixture()
        for index in 0..<30 { fixture.function("f\(index)", a, calls: ["f\((index * 7 + 1) % 30)", "f\(index / 2)"]) }
        #expect(abs(fixture.build().centralFunctions.map(\.rank).reduce(0, +) - 1) < 1e-9)
    }

    @Test("Types rank by inheritance, calls and signatures, counted by who refers to them")
    func types() throws {
        var fixture = CallGraphFixture()
        fixture.type("Item", a)
        fixture.type("Till", b, inherits: ["Base<Item>"])
        fixture.type("Base", c, kind: "class")
        fixture.type("Alias", c, kind: "typealias")
        fixture.function("Till.sell", b, calls: ["Item.init"], takes: "x: [Item], y: Till, z: Alias")
        fixture.function("free", c, takes: "i: Item")
        fixture.mentions = [a: ["Item"], b: ["Base", "Item"], c: ["Item"]]
        let graph = fixture.build()
        let counts = Dictionary(uniqueKeysWithValues: graph.centralTypes.map { ($0.name, [$0.fanIn, $0.fanOut]) })
        #expect(counts == ["Item": [2, 0], "Till": [0, 3], "Base": [1, 0]])
        #expect(graph.centralTypes.first?.name != "Base")
        #expect(graph.fileFanIn == [a: 2, c: 1])
    }

    @Test("Circles of calls are listed largest first, without loops")
    func cycles() {
        var fixture = CallGraphFixture()
        for (from, to) in [("p", "q"), ("q", "p"), ("x", "y"), ("y", "z"), ("z", "x"), ("own", "own")] {
            fixture.function(from, a, calls: [to])
        }
        #expect(fixture.build().cycles == [["x()", "y()", "z()"], ["p()", "q()"]])
    }

    @Test("A central function is told with some of its callers, those of other files first")
    func neighbours() throws {
        var fixture = CallGraphFixture()
        fixture.type("Store", a)
        fixture.function("Store.save", a, calls: ["self.check"])
        fixture.function("Store.check", a)
        fixture.function("Store.keep", a, calls: ["save"])
        fixture.function("step", b, calls: ["Store.save"])
        let save = try #require(fixture.build().centralFunctions.first { $0.name == "Store.save()" })
        #expect(save.callers == ["step()", "Store.keep()"])
        #expect(save.callees == ["Store.check()"])
    }

    @Test("A value that is everywhere and made of nothing stands behind what brings much together and is used")
    func needed() {
        var fixture = CallGraphFixture()
        for name in ["Moment", "Queue", "Store", "Item"] { fixture.type(name, "Sources/Shop/\(name).swift") }
        for index in fixture.types.indices { fixture.types[index].isPublic = true }
        fixture.function("Queue.add", "Sources/Shop/Queue.swift", takes: "i: Item, s: Store, m: Moment")
        fixture.function("Store.put", "Sources/Shop/Store.swift", takes: "i: Item, m: Moment")
        fixture.type("Tool", "Scripts/tool.swift")
        fixture.function("Tool.all", "Scripts/tool.swift", takes: "i: Item, s: Store, m: Moment, q: Queue")
        fixture.mentions = Dictionary(uniqueKeysWithValues: (0..<9).map { ("Tests/T/t\($0).swift", ["Queue", "Moment"]) })
        #expect(fixture.build().centralTypes.map(\.name).prefix(2) == ["Queue", "Store"])
        #expect(fixture.build().centralTypes.last?.name == "Tool")
    }

    @Test("Programs start in code outside functions, those of the product before scripts and examples, and never in tests")
    func entryPoints() {
        var fixture = CallGraphFixture()
        // A function of this name starts nothing by itself.
        fixture.function("main", "Sources/Shop/a.py")
        fixture.function("App.main", a)
        fixture.file("Tests/T/main.swift", .test)
        fixture.file("Examples/x.py", .example)
        for path in ["Scripts/b.py", "Sources/App/main.swift", "Tests/T/main.swift", "Examples/x.py"] {
            if fixture.files[path] == nil { fixture.file(path) }
            let name = String(path.split(separator: "/").last ?? "")
            fixture.functions.append(.entryCode(name: name, signature: "code", file: path, line: 9, calls: []))
        }
        let graph = fixture.build()
        #expect(graph.entryPoints.map(\.file) == ["Sources/App/main.swift", "Scripts/b.py", "Examples/x.py"])
        #expect(graph.functionCount == 2)
    }

    @Test("A file depends on another through calls and types, whatever the number of them")
    func fileFanIn() {
        var fixture = CallGraphFixture()
        fixture.type("A", a)
        fixture.function("A.make", a)
        fixture.function("one", b, calls: ["A.make", "A.init"])
        fixture.function("two", b, calls: ["A.make"])
        fixture.function("three", c, calls: ["one"])
        #expect(fixture.build().fileFanIn == [a: 1, b: 1])
    }

    @Test("The same input in another order of files gives the same counts, and twice the same gives the same")
    func deterministic() {
        var random = SeededGenerator(seed: 5)
        var fixture = CallGraphFixture()
        for index in 0..<200 {
            let file = "Sources/M\(index % 7)/f\(index % 31).swift"
            let callee = Int.random(in: 0..<200, using: &random)
            fixture.type("T\(index % 50)", file, inherits: ["T\(callee % 50)"])
            fixture.function("T\(index % 50).f\(index)", file, calls: ["f\(callee)", "T\(callee % 50).f\(callee)"])
        }
        #expect(fixture.build() == fixture.build())
    }

    @Test("A hundred thousand functions in one long chain, with crowded names, are no problem")
    func large() {
        var fixture = CallGraphFixture()
        let count = 100_000
        for index in 0..<count {
            fixture.function("f\(index)", "Sources/M/f\(index / 100).swift", calls: ["f\((index + 1) % count)", "crowd"])
            if index.isMultiple(of: 4) { fixture.function("T\(index).crowd", "Sources/M/f\(index / 100).swift", calls: ["crowd"]) }
        }
        let graph = fixture.build()
        #expect(graph.functionCount == 125_000)
        #expect(graph.callCount == count)
        #expect(graph.cycles.count == 1 && graph.cycles[0].count == 100)
        #expect(graph.centralFunctions.count == 40)
    }
}
