import Testing

@testable import JobKitDemo

@Suite("Swift sources that want to break the reader")
struct HostileSwiftTests {
    /// Each with the reason why it is dangerous.
    private static let shapes: [(name: String, make: @Sendable (Int) -> String)] = [
        ("nested array literals double the work of a level", { "let x = \(n("[", $0))\(n("]", $0))" }),
        ("nested array types do too", { "let x: \(n("[", $0))A\(n("]", $0))" }),
        ("tuples in arrays do too", { "let x = \(n("[(", $0))" }),
        ("generic attributes do too", { "\(n("@a<", $0))func f() {}" }),
        ("parentheses recurse", { "let x = \(n("(", $0))1\(n(")", $0))" }),
        ("braces recurse", { "\(n("{", $0))\(n("}", $0))" }),
        ("functions in functions recurse", { "\(n("func f() { ", $0))\(n("}", $0))" }),
        ("#if in #if recurses", { "\(n("#if A\n", $0))\(n("#endif\n", $0))" }),
        ("prefix words recurse without brackets", { "let x = \(n("try ", $0))a" }),
        ("if in conditions recurses without brackets", { "func f() { \(n("if ", $0))a {} }" }),
        ("conditional expressions recurse without brackets", { "let x = \(n("a ? ", $0))c\(n(": b", $0))" }),
        ("function types recurse without brackets", { "let x: \(n("() -> ", $0))B" }),
        ("else if recurses", { "func f() { \(n("if a { } else ", $0)){ } }" }),
        ("generic arguments recurse", { "let x: \(n("A<", $0))B\(n(">", $0))" }),
        ("conditional members take the square of their number", { "let x = a\n\(n("#if A\n.b\n#endif\n", $0))" }),
        ("interpolations recurse", { "let x = \(n("\"\\(", $0))1\(n(")\"", $0))" }),
    ]

    private static func n(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test("Is refused before it is parsed", arguments: shapes.map(\.name))
    func refused(_ name: String) throws {
        let shape = try #require(Self.shapes.first { $0.name == name })
        let source = Array(shape.make(20_000).utf8)
        let isAllowed = source.withUnsafeBufferPointer(SwiftNestingGuard.allows)
        #expect(!isAllowed)
    }

    @Test(
        "Work that doubles with every level is refused at twenty-five levels",
        arguments: shapes.map(\.name).filter { $0.contains("doubl") || $0.contains("do too") })
    func doubling(_ name: String) throws {
        let shape = try #require(Self.shapes.first { $0.name == name })
        let source = Array(shape.make(25).utf8)
        let isAllowed = source.withUnsafeBufferPointer(SwiftNestingGuard.allows)
        #expect(!isAllowed)
    }

    @Test("What passes at the limits is parsed without harm", arguments: shapes.map(\.name))
    func survived(_ name: String) async throws {
        let shape = try #require(Self.shapes.first { $0.name == name })
        for size in [1, 8, 60, 120, 2000] {
            let text = "func before() {}\n" + shape.make(size)
            let facts = await LargeStack.run { SwiftFileParser.parse(Array(text.utf8), file: "a.swift", limits: ExtractionLimits()) }
            if let facts { #expect(facts.functions.contains { $0.name == "before()" }) }
        }
    }

    // On the small stack of a test's own thread, which a recursion of this depth overflows.
    @Test(
        "Postfix chains of any length are walked to their root",
        arguments: ["()", ".b", "!", "[0]"])
    func postfix(_ link: String) throws {
        let text = "func f() { root()\(Self.n(link, 100_000)) }\nfunc g() {}"
        let facts = SwiftFileParser.parse(Array(text.utf8), file: "a.swift", limits: ExtractionLimits())
        #expect(facts?.functions.map(\.name) == ["f()", "g()"])
        #expect(facts?.functions.first?.calls.contains("root") == true)
    }

    @Test("Type chains of any length are passed over", arguments: [".B", "?", "!", ".Type"])
    func types(_ link: String) throws {
        let text = "func f(x: A\(Self.n(link, 100_000))) {}"
        let facts = SwiftFileParser.parse(Array(text.utf8), file: "a.swift", limits: ExtractionLimits())
        #expect(facts?.functions.map(\.name) == ["f(x:)"])
    }

    @Test("Ordinary code is never refused")
    func ordinary() {
        let body = """
            @Option<Int> var size = 3
            let matrix: [[[Int]]] = [[[1, 2], [3]], [[4]]]
            func compare(a: Int, b: Int) async throws -> Bool { if a < b && b < 10 { return try await f() } else if a > b { } else { }; return a<b }
            static let word = try! make(), other: (Int) -> (Int) -> Int = { x in { y in x < y ? x : y } }

            """
        let source = Array(("struct A {\n" + Self.n(body, 500) + "}").utf8)
        let isAllowed = source.withUnsafeBufferPointer(SwiftNestingGuard.allows)
        #expect(isAllowed)
    }

    @Test("Bytes that are no text are survived")
    func garbage() async {
        var state: UInt64 = 42
        var bytes = Array("func before() {}\n".utf8)
        for _ in 0..<50_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes.append(UInt8(truncatingIfNeeded: state >> 33))
        }
        let all = bytes
        let facts = await LargeStack.run { SwiftFileParser.parse(all, file: "a.swift", limits: ExtractionLimits()) }
        if let facts { #expect(facts.functions.first?.name == "before()") }
        let empty = await LargeStack.run { SwiftFileParser.parse([], file: "a.swift", limits: ExtractionLimits()) }
        #expect(empty == FileFacts(path: "a.swift"))
    }
}
