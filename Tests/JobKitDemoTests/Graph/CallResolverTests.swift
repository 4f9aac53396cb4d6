import Testing

@testable import JobKitDemo

@Suite("Resolving calls")
struct CallResolverTests {
    private let here = "Sources/Shop/a.swift"
    private let there = "Sources/Shop/b.swift"
    private let far = "Sources/Tools/c.swift"

    @Test("The caller's own type comes before the file, the module and the rest")
    func ownType() {
        var fixture = CallGraphFixture()
        fixture.type("A", here)
        fixture.function("A.run", here, calls: ["help"])
        fixture.function("help", here)
        fixture.function("A.help", there)
        #expect(fixture.edges() == ["A.run() → A.help()"])
    }

    @Test("The same file comes before the module, the module before the rest")
    func nearness() {
        var fixture = CallGraphFixture()
        fixture.function("run", here, calls: ["one", "two", "three"])
        for file in [here, there, far] { fixture.function("X\(file.count).one", file) }
        for file in [there, far] { fixture.function("Y\(file.count).two", file) }
        fixture.function("three", far)
        #expect(fixture.edges() == ["run() → X\(here.count).one()", "run() → Y\(there.count).two()", "run() → three()"])
    }

    @Test("A written type decides, even against the caller's own, and an unknown one is no edge")
    func explicit() {
        var fixture = CallGraphFixture()
        fixture.type("A", here)
        fixture.type("B", far)
        fixture.function("A.run", here, calls: ["B.help", "Task.sleepy", "B.init"])
        fixture.function("A.help", here)
        fixture.function("B.help", far)
        fixture.function("B.init", far)
        fixture.function("sleepy", here)
        #expect(fixture.edges() == ["A.run() → B.help()", "A.run() → B.init()"])
    }

    @Test("Inherited functions are found in ancestors, nearest first")
    func inherited() {
        var fixture = CallGraphFixture()
        fixture.type("Root", far, kind: "class")
        fixture.type("Middle", there, kind: "class", inherits: ["Root"])
        fixture.type("Leaf", here, kind: "class", inherits: ["Middle"])
        fixture.function("Leaf.run", here, calls: ["help", "Leaf.tidy"])
        fixture.function("Root.help", far)
        fixture.function("Middle.help", there)
        fixture.function("Root.tidy", far)
        #expect(fixture.edges() == ["Leaf.run() → Middle.help()", "Leaf.run() → Root.tidy()"])
    }

    @Test("Up to three candidates are callees, four are none, and in the repository only one counts")
    func ambiguous() {
        for count in 1...4 {
            var module = CallGraphFixture()
            module.function("run", here, calls: ["help"])
            for index in 0..<count { module.function("T\(index).help", there) }
            #expect(module.edges().count == (count <= 3 ? count : 0))
            var repository = CallGraphFixture()
            repository.function("run", here, calls: ["help"])
            for index in 0..<count { repository.function("T\(index).help", far) }
            #expect(repository.edges().count == (count == 1 ? 1 : 0))
        }
    }

    @Test("A protocol's requirement stands for its implementations")
    func requirement() {
        var fixture = CallGraphFixture()
        fixture.type("Handler", far, kind: "protocol")
        for index in 0..<5 {
            fixture.type("T\(index)", far, inherits: ["Handler"])
            fixture.function("T\(index).handle", far)
        }
        fixture.function("Handler.handle", far)
        fixture.function("run", here, calls: ["handle"])
        #expect(fixture.edges() == ["run() → Handler.handle()"])
    }

    @Test("Overloads are one node, and calling one's own name is forwarding")
    func overloads() {
        var fixture = CallGraphFixture()
        fixture.type("A", here)
        fixture.type("B", there)
        fixture.function("A.log", here, calls: ["log"])
        fixture.function("A.log", there, calls: ["log"])
        fixture.function("B.log", there)
        #expect(fixture.edges() == ["A.log() → B.log()"])
    }

    @Test("Names of the standard libraries are followed inside the own type only")
    func library() {
        var fixture = CallGraphFixture()
        fixture.type("A", here)
        fixture.function("A.run", here, calls: ["append", "map"])
        fixture.function("A.append", here)
        fixture.function("B.map", here)
        #expect(fixture.edges() == ["A.run() → A.append()"])
    }

    @Test("The product cannot call tests, and calls from tests are no edges")
    func tests() {
        var fixture = CallGraphFixture()
        fixture.file("Tests/ShopTests/t.swift", .test)
        fixture.function("run", here, calls: ["helper"])
        fixture.function("helper", "Tests/ShopTests/t.swift", calls: ["run"])
        #expect(fixture.edges() == [])
        #expect(fixture.build().callCount == 1)
        #expect(fixture.build().functionCount == 2)
        #expect(fixture.build().centralFunctions.map(\.name) == ["run()"])
        #expect(fixture.build().fileFanIn == [:])
    }

    @Test("Python and Swift do not call each other, and a Python class is called through its initializer")
    func python() {
        var fixture = CallGraphFixture()
        fixture.type("Till", "shop/till.py", kind: "class")
        fixture.function("Till.__init__", "shop/till.py")
        fixture.function("run", "shop/run.py", calls: ["Till.init", "swiftOnly"])
        fixture.function("swiftOnly", here)
        #expect(fixture.edges() == ["run() → Till.__init__()"])
    }
}
