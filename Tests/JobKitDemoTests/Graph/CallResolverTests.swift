import Testing

@testable import JobKitDemo

@Suite("Resolving calls")
struct CallResolverTests {
    private let here = "Sources/Shop/a.swift"
    private let there = "Sources/Shop/b.swift"
    private let far = "Sources/Tools/c.swift"

    @Test("The caller's own type comes before the file, the file before the module, and another module is none")
    func nearness() {
        var fixture = CallGraphFixture()
        fixture.type("A", here)
        fixture.function("A.run", here, calls: ["help", "near", "remote"])
        fixture.function("help", here)
        fixture.function("A.help", there)
        fixture.function("near", there)
        fixture.function("remote", far)
        #expect(fixture.edges() == ["A.run() → A.help()", "A.run() → near()"])
    }

    @Test("A bare name means no method of another type")
    func otherTypes() {
        var fixture = CallGraphFixture()
        fixture.type("A", here)
        fixture.type("B", here)
        fixture.function("A.run", here, calls: ["help"])
        fixture.function("B.help", here)
        #expect(fixture.edges() == [])
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
        fixture.function("Leaf.run", here, calls: ["help", "Leaf.tidy", "super.help"])
        fixture.function("Root.help", far)
        fixture.function("Middle.help", there)
        fixture.function("Root.tidy", far)
        #expect(fixture.edges() == ["Leaf.run() → Middle.help()", "Leaf.run() → Root.tidy()"])
    }

    @Test("Two functions that a call may mean are none")
    func ambiguous() {
        var fixture = CallGraphFixture()
        fixture.function("run", here, calls: ["help"])
        for file in [there, "Sources/Shop/d.swift"] { fixture.function("help", file) }
        #expect(fixture.edges() == [])
    }

    @Test("The product cannot call tests, and calls from tests are no edges")
    func tests() {
        var fixture = CallGraphFixture()
        fixture.file("Sources/Shop/t.swift", .test)
        fixture.function("run", here, calls: ["helper"])
        fixture.function("helper", "Sources/Shop/t.swift", calls: ["run"])
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
        fixture.function("run", "shop/run.py", calls: ["Till.__init__", "swiftOnly"])
        fixture.function("swiftOnly", here)
        #expect(fixture.edges() == [])
        fixture.importing(".till", "shop/run.py", names: ["Till": "Till"])
        #expect(fixture.edges() == ["run() → Till.__init__()"])
    }

    @Test(
        "Argument labels, defaults, variadics and trailing closures tell overloads apart",
        arguments: [
            ("write(with: 1)", "A.write(with:)"), ("write(1, to: 2)", "A.write(_:to:)"), ("write(1)", nil),
            ("many(1, 2, 3, last: 4)", "A.many(_:last:)"),
            ("many()", "A.many(_:last:)"), ("each { 1 }", "A.each(_:)"), ("each(1) { 2 }", nil),
            ("both { 1 } then: { 2 }", "A.both(_:then:)"),
            ("some(b: 2)", "A.some(a:b:)"), ("some(b: 2, a: 1)", nil), ("twice(1)", nil),
        ])
    func labels(_ call: String, _ callee: String?) throws {
        let (extraction, observation) = try Extraction.swift([
            here: """
            struct A {
                func run() { \(call) }
                func write(with: Int) {}
                func write(_ x: Int, to: Int) {}
                func many(_ x: Int..., last: Int = 0) {}
                func each(_ body: () -> Int) {}
                func both(_ a: () -> Int, then: () -> Int) {}
                func some(a: Int = 0, b: Int) {}
                func twice(_ x: Int) {}
                func twice(_ x: String) {}
            }
            """
        ])
        #expect(extraction.edges(observation) == [callee].compactMap(\.self).map { "A.run() → \($0)" })
    }
}
