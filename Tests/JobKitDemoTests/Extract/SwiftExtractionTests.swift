import Testing

@testable import JobKitDemo

@Suite("Reading Swift declarations")
struct SwiftExtractionTests {
    private func parse(_ text: String, file: String = "Sources/Shop/Shop.swift") throws -> FileFacts {
        try #require(SwiftFileParser.parse(Array(text.utf8), file: file, limits: ExtractionLimits()))
    }

    @Test("Types are named by what encloses them, with kind, line, conformances and access")
    func types() throws {
        let facts = try parse(
            """
            /// Sells things. And more.
            public struct Shop: Sendable, Codable {
                actor Till {}
                public enum Kind { case small }
            }
            class Base<T>: Root<T>, @unchecked Sendable {}
            protocol Seller: AnyObject {}
            public typealias Price = Int
            extension Shop.Till { struct Drawer {} }
            """)
        let expected: [(String, String, Int, Bool, [String], String?)] = [
            ("Shop", "struct", 2, true, ["Sendable", "Codable"], "Sells things."), ("Shop.Till", "actor", 3, false, [], nil),
            ("Shop.Kind", "enum", 4, true, [], nil), ("Base", "class", 6, false, ["Root<T>", "@unchecked Sendable"], nil),
            ("Seller", "protocol", 7, false, ["AnyObject"], nil), ("Price", "typealias", 8, true, [], nil),
            ("Shop.Till.Drawer", "struct", 9, false, [], nil),
        ]
        #expect(
            facts.types
                == expected.map {
                    TypeDeclaration(
                        name: $0.0, kind: $0.1, file: "Sources/Shop/Shop.swift", line: $0.2, isPublic: $0.3, inherits: $0.4,
                        documentation: $0.5, generics: $0.0 == "Base" ? ["T": ""] : nil)
                })
    }

    @Test("Functions carry labels, container and a signature on one line without attributes, comments and body")
    func functions() throws {
        let facts = try parse(
            """
            struct Shop {
                @discardableResult
                public static func sell(
                    _ item: String,  // what
                    to buyer: Buyer /* who */, at price: Int = 3
                ) async throws -> Receipt { Receipt() }
                init?<T: Sendable>(`default` name: T) {}
                static func == (a: Shop, b: Shop) -> Bool { true }
            }
            func free() {}
            """)
        #expect(facts.functions.map(\.name) == ["Shop.sell(_:to:at:)", "Shop.init(default:)", "Shop.==(_:_:)", "free()"])
        #expect(facts.functions.map(\.baseName) == ["sell", "init", "==", "free"])
        #expect(facts.functions.map(\.container) == ["Shop", "Shop", "Shop", nil])
        #expect(facts.functions.map(\.line) == [3, 7, 8, 10])
        #expect(
            facts.functions[0].signature
                == "public static func sell(_ item: String, to buyer: Buyer, at price: Int = 3) async throws -> Receipt")
        #expect(facts.functions[1].signature == "init?<T: Sendable>(`default` name: T)")
    }

    @Test("Access follows the enclosing types, protocols and extensions")
    func access() throws {
        let facts = try parse(
            """
            public protocol Open { func required() }
            protocol Closed { func hidden() }
            public extension Shop { func shared() {}; private func own() {} }
            extension Shop { func quiet() {}; public func loud() {} }
            struct Inner { public func unreachable() {} }
            open class Root { open func overridable() {}; public private(set) var x = 1 }
            """)
        let isPublic = Dictionary(uniqueKeysWithValues: facts.functions.map { ($0.baseName, $0.isPublic) })
        #expect(
            isPublic == [
                "required": true, "hidden": false, "shared": true, "own": false, "quiet": false, "loud": true, "unreachable": false,
                "overridable": true,
            ])
    }

    @Test("Calls are base names, each once, with the receiver where it is written as a type")
    func calls() throws {
        let facts = try parse(
            """
            struct Shop {
                func open() {
                    prepare(); self.prepare(); other.prepare()
                    Till.shared.count()
                    Till.empty()
                    Outer.Till<Int>(size: 1)
                    Self.audit()
                    Self()
                    list.map { wrap($0) }.filter(check).first?.fold()!.done()
                    take(.implicit(1)); let other: Kind = .init(2)
                    let value: Kind = .big(3)
                    func local() { inside() }
                    struct Local { func method() { deep() } }
                    #if os(Linux)
                    onLinux()
                    #else
                    elsewhere()
                    #endif
                    items[find(1)].use(argument())
                }
                init(a: Int) { self.init() }
                var area: Int { computed() }
            }
            """)
        #expect(facts.functions.map(\.name) == ["Shop.open()", "Shop.init(a:)"])
        #expect(
            Set(facts.functions[0].calls) == [
                "prepare", "count", "Till.empty", "Outer.Till.init", "Shop.audit", "Shop.init", "map", "wrap", "filter", "fold", "done",
                "inside", "take", "deep", "onLinux", "elsewhere", "find", "use", "argument",
            ])
        #expect(Set(facts.functions[0].calls).count == facts.functions[0].calls.count)
        #expect(facts.functions[1].calls == ["Shop.init"])
        #expect(facts.types.map(\.name) == ["Shop"])
    }

    @Test(
        "Properties carry the type that is written for them, of extensions too, and names of types are collected outside comments and strings"
    )
    func properties() throws {
        let facts = try parse(
            """
            struct Shop {
                let till: Till?, name: String
                static let shared = Shop(), other = build()
                var area: Int { Tools.count }
                func run() { let local: Hidden = 1 }
            }
            // Comment
            extension Shop { var store: any Store<Int> { "Text \\(Real())" } }
            """)
        #expect(
            facts.properties.map { "\($0.type).\($0.name): \($0.written)" } == [
                "Shop.till: Till", "Shop.name: String", "Shop.shared: Shop", "Shop.other: ", "Shop.area: Int", "Shop.store: Store",
            ])
        #expect(facts.mentions == ["Shop", "Till", "String", "Int", "Tools", "Hidden", "Store", "Real"])
    }

    @Test("Imports are kept without attributes and kinds, and each branch of #if counts")
    func imports() throws {
        let facts = try parse(
            """
            @testable import Shop
            public import Foundation
            import struct Tools.Hammer
            import os.log
            #if canImport(Glibc)
            @preconcurrency import Glibc
            #else
            import Darwin
            #endif
            """)
        #expect(facts.imports.map(\.module) == ["Shop", "Foundation", "Tools", "os.log", "Glibc", "Darwin"])
    }

    @Test("Statements of main.swift are entry code, and no other file has any")
    func mainFile() throws {
        let text = "func run() { inner() }\nlet shop = Shop()\nif true { run() }\n"
        let main = try parse(text, file: "Sources/App/main.swift").functions.filter(\.isEntryCode)
        #expect(main.map(\.name) == ["main.swift"])
        #expect(main.map(\.calls) == [["Shop.init", "run"]])
        #expect(try parse(text).functions.filter(\.isEntryCode).isEmpty)
    }

    @Test("Both kinds of documentation comment give their first sentence, cut at 200 characters")
    func documentation() throws {
        let long = String(repeating: "word ", count: 100)
        let facts = try parse(
            """
            // Header, no documentation.

            /// Counts e.g. items
            /// of a shop. Then more.
            ///
            /// - Returns: a number.
            func line() {}
            /** Blocks, too! */
            func block() {}
            /// \(long)
            func long() {}
            // Not this.
            func none() {}
            /// - Parameter x: nothing before it.
            func list(x: Int) {}
            /// :nodoc:
            func hidden() {}
            """)
        let texts = facts.functions.map(\.documentation)
        #expect(texts[0] == "Counts e.g. items of a shop.")
        #expect(texts[1] == "Blocks, too!")
        #expect(texts[2]?.count == 200 && texts[2]?.last == "…")
        #expect(texts[3...] == [nil, nil, nil])
    }

    @Test("Text in strings and comments declares nothing")
    func lookalikes() throws {
        let facts = try parse(
            #"""
            // func one() {}
            /* struct Two { /* func three() {} */ } */
            let text = "func four() { call() }"
            let long = """
                func five() {}
                """
            func real() { log("fake(call: \(actual()))") }
            """#)
        #expect(facts.types.isEmpty)
        #expect(facts.functions.map(\.name) == ["real()"])
        #expect(facts.functions.first?.calls == ["log", "actual"])
    }

    @Test("A thousand functions are a thousand functions")
    func count() throws {
        let text = (0..<1000).map { "func f\($0)() { f\(($0 + 1) % 1000)(); f\($0)() }" }.joined(separator: "\n")
        let facts = try parse(text)
        #expect(facts.functions.count == 1000)
        #expect(facts.functions.reduce(0) { $0 + $1.calls.count } == 2000)
        #expect(facts.functions.map(\.line) == Array(1...1000))
    }

    @Test("Signatures, names and calls have an end")
    func bounds() throws {
        let name = String(repeating: "n", count: 5000)
        let values = Array(repeating: "1", count: 5000).joined(separator: ", ")
        let calls = (0..<400).map { "c\($0)()" }.joined(separator: ";")
        let facts = try parse("func \(name)(x: [Int] = [\(values)]) { \(calls) }")
        let function = try #require(facts.functions.first)
        #expect(function.baseName.count == 200)
        #expect(function.name.count == 200)
        #expect(function.signature.count == 300)
        #expect(function.calls.count == 256)
    }
}
