import Testing

@testable import JobKitDemo

/// Sources in the shape of those of which the page once said that their functions call one another in a circle.
@Suite("A call is followed only where it is certain")
struct CertainCallTests {
    private func edges(_ text: String) throws -> [String] {
        let (extraction, observation) = try Extraction.swift(["Sources/Shop/a.swift": text])
        return extraction.edges(observation)
    }

    @Test("A parameter, a local name or a closure's parameter hides a function of its name")
    func shadows() throws {
        #expect(
            try edges(
                """
                struct Log {
                    func write(_ text: String, error: @autoclosure () -> Error?) { _ = error(); keep(text) }
                    func error() { write("", error: nil) }
                    func keep(_ text: String) {
                        let done = make(); done()
                        each { error in error() }
                        do {} catch { error() }
                        if let error = last { error() }
                        for error in all { error() }
                        func local() {}
                        local()
                    }
                    func done() { keep("") }
                    func local() { keep("") }
                }
                """) == [
                    "Log.write(_:error:) → Log.keep(_:)", "Log.error() → Log.write(_:error:)", "Log.done() → Log.keep(_:)",
                    "Log.local() → Log.keep(_:)",
                ])
    }

    @Test("A property that holds a closure is no function, whatever is called so elsewhere")
    func closures() throws {
        #expect(
            try edges(
                """
                final class Loop {
                    let handler: () -> Void
                    func run() { handler(); self.handler() }
                }
                func handler() { Loop().run() }
                """) == ["handler() → Loop.run()"])
    }

    @Test("A method of a value that another call returned is nobody's")
    func returned() throws {
        #expect(
            try edges(
                """
                struct Client {
                    func get(_ uri: String) { execute(uri).futureResult.get(); channel().get("") }
                    func execute(_ uri: String) { get(uri) }
                    func channel() {}
                }
                """) == [
                    "Client.get(_:) → Client.execute(_:)", "Client.get(_:) → Client.channel()", "Client.execute(_:) → Client.get(_:)",
                ])
    }

    @Test("A receiver is known by its written type: property, parameter, local, new value, cast and generic constraint")
    func receivers() throws {
        #expect(
            try edges(
                """
                protocol Store { func save() }
                struct Till { func open() {}; var drawer: Drawer; static let shared = Till() }
                struct Drawer { func pull() {} }
                struct Shop<S: Store> {
                    let store: S
                    let till: Till?
                    var guess = build()
                    func a() { store.save() }
                    func b() { till?.open(); self.till!.drawer.pull() }
                    func c(_ x: inout Till, y: [Till], z: any Store) { x.open(); y.open(); z.save() }
                    func d() { let t = Till(); t.open(); guess.open() }
                    func e() { Till.shared.open(); Till().drawer.pull(); (thing as? Till)?.open() }
                    func f<T: Store>(_ t: T) { t.save() }
                    func g() { guard let till else { return }; till.open() }
                    func h() { let till = other(); till.open() }
                }
                """)
                == [
                    "Shop.a() → Store.save()", "Shop.b() → Till.open()", "Shop.b() → Drawer.pull()", "Shop.c(_:y:z:) → Store.save()",
                    "Shop.c(_:y:z:) → Till.open()", "Shop.d() → Till.open()", "Shop.e() → Till.open()", "Shop.e() → Drawer.pull()",
                    "Shop.f(_:) → Store.save()", "Shop.g() → Till.open()",
                ].sorted(by: Self.order))
    }

    /// Edges come in the order of their functions; what is called by one of them stands in that of its declaration.
    private static func order(_ first: String, _ second: String) -> Bool {
        func key(_ edge: String) -> String {
            let parts = edge.components(separatedBy: " → ")
            let rank = ["Store.save()": 0, "Till.open()": 1, "Drawer.pull()": 2][parts[1]] ?? 9
            return "\(parts[0])\(rank)"
        }
        return key(first) < key(second)
    }

    @Test("A generic parameter, an associated type and a local type hide a type of their name")
    func generics() throws {
        #expect(
            try edges(
                """
                struct Key { static func make() {}; init() {} }
                struct Map<Key> { func a() { Key.make() } }
                protocol Keyed { associatedtype Key; func b() }
                extension Keyed { func b() { Key.make() } }
                func c<Key>(_ k: Key) { Key.make(); k.make() }
                func d() { struct Key { static func make() {} }; Key.make() }
                func e() { Key.make(); _ = Key() }
                """) == ["e() → Key.make()", "e() → Key.init()"])
    }

    @Test("Overloads that differ in types alone close no circle")
    func overloads() throws {
        let (extraction, observation) = try Extraction.swift([
            "Sources/Shop/a.swift": """
            struct Writer {
                func write(_ span: Span, with io: IO) { writeChunk(span, with: io) }
                func write(_ data: Data, with io: IO) { writeChunk(data, with: io) }
                func writeChunk(_ bytes: Bytes, with io: IO) { write(bytes, with: io) }
                func ping() { pong() }
                func pong() { self.ping() }
            }
            """
        ])
        #expect(CallGraphBuilder().build(extraction, observation).cycles == [["Writer.ping()", "Writer.pong()"]])
    }

    @Test("Where a protocol decides at run time which body is called, no circle is claimed")
    func requirements() throws {
        let (extraction, observation) = try Extraction.swift([
            "Sources/Shop/a.swift": """
            protocol Step { func run(); func next() }
            extension Step { func run() { next() } }
            struct Last: Step { func next() { run() } }
            """
        ])
        #expect(CallGraphBuilder().build(extraction, observation).cycles == [])
        #expect(extraction.edges(observation) == ["Step.run() → Step.next()", "Last.next() → Step.run()"])
    }

    @Test("A private function is its own file's, and what a nested type calls may be a static function of the type around it")
    func scopes() throws {
        let (extraction, observation) = try Extraction.swift([
            "Sources/Shop/a.swift": "private func help() {}\nfunc a() { help() }\nstruct Outer { static func make() {}; func own() {}\n"
                + "struct Inner { func run() { make(); own() } } }",
            "Sources/Shop/b.swift": "private func help() {}\nfunc b() { help() }",
            "Sources/Shop/c.swift": "func c() { help() }",
        ])
        #expect(extraction.edges(observation) == ["a() → help()", "Outer.Inner.run() → Outer.make()", "b() → help()"])
    }

    @Test("In Python, names are hidden, imported and annotated")
    func python() async throws {
        let tree = try SourceTree([
            "shop/__init__.py": "from .till import Till\n",
            "shop/till.py": """
            class Till(Base):
                def open(self): self.count()
                def count(self): pass
                def close(self): self.lock()
            class Base:
                def lock(self): self.unlock()
                def unlock(self): pass
            class Odd(other.Thing):
                def run(self): self.missing()
            def helper(): pass
            """,
            "shop/run.py": """
            from . import Till as T, till
            from .till import helper
            import json

            class Loader:
                def get_source(self, loader, till: T, helper=None):
                    loader.get_source(1)
                    till.open()
                    helper()
                    T().count()
                    json.dumps()
                def load(self):
                    self.get_source(None, None)
                    helper()
                    till.helper()
                    get_source()
                    open()

            def get_source(): pass
            def open(): pass
            """,
        ])
        let files = ["shop/__init__.py", "shop/run.py", "shop/till.py"]
        let extraction = try await tree.extract(files.map { .fixture($0) })
        #expect(
            extraction.edges(.fixture(files.map { .fixture($0) })) == [
                "Loader.get_source() → Till.open()", "Loader.get_source() → Till.count()", "Loader.load() → Loader.get_source()",
                "Loader.load() → get_source()", "Loader.load() → open()", "Loader.load() → helper()", "Till.open() → Till.count()",
                "Till.close() → Base.lock()", "Base.lock() → Base.unlock()",
            ])
    }
}
