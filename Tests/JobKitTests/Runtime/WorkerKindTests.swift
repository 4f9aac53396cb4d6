import Foundation
import JobKit
import JobKitTesting
import Testing

/// A job whose shape has changed: version 1 had one name, version 2 has two.
private struct Rename: Job {
    static let kind = "rename"
    static let aliases = ["rename-old"]
    static let version = 2
    typealias Output = String
    var from: String
    var to: String

    struct First: Codable {
        var name: String
    }

    static func upcast(_ payload: Data, from version: Int, codec: any JobCodec) throws -> Rename {
        let first = try codec.decode(First.self, from: payload)
        return Rename(from: first.name, to: first.name.uppercased())
    }
}

struct Statement: Job {
    struct Entry: Codable { var cents: Int }
    static let kind = "statement"
    var balances: [String: [Entry]]
}

@Suite("Kinds, aliases and versions")
struct WorkerKindTests {
    private var handlers: JobHandlers {
        var handlers = JobHandlers()
        handlers.add(Rename.self) { job, _ in "\(job.from) to \(job.to)" }
        return handlers
    }

    @Test("Jobs of kinds that a worker does not handle wait untouched and can be listed")
    func unknownKinds() async throws {
        try await withWorkbench(handlers: handlers) { bench in
            let stranger = try await bench.queue.enqueue(Echo(text: "nobody hears this"))
            let known = try await bench.queue.enqueue(Rename(from: "a", to: "b"))
            #expect(try await bench.finished(known).state == .completed)
            let record = try await stranger.record
            #expect(record.state == .pending && record.attempt == 0)
            #expect(try await bench.queue.unhandledKinds() == ["echo"])
        }
    }

    @Test("A job stored under an earlier name is handled")
    func alias() async throws {
        try await withWorkbench(handlers: handlers) { bench in
            let id = bench.clock.environment.makeJobID()
            let draft = JobDraft(id: id, kind: "rename-old", payload: Data(#"{"from":"a","to":"b"}"#.utf8), version: 2)
            _ = try await bench.queue.enqueue(drafts: [draft])
            let handle = bench.queue.handle(for: id, as: Rename.self)
            _ = try await bench.finished(handle)
            #expect(try await handle.output == "a to b")
        }
    }

    @Test("An unreadable payload is told by its place, and neither a value nor a key of a dictionary is shown")
    func confidentialPayload() async throws {
        var handlers = JobHandlers()
        handlers.add(Statement.self) { _, _ in }
        try await withWorkbench(handlers: handlers) { bench in
            let payload = Data(#"{"balances":{"ada@example.org":[{"cents":"secret"}]}}"#.utf8)
            let id = bench.clock.environment.makeJobID()
            _ = try await bench.queue.enqueue(drafts: [JobDraft(id: id, kind: "statement", payload: payload, maxAttempts: 1)])
            let record = try await bench.finished(bench.queue.handle(for: id, as: Statement.self))
            let message = try #require(record.errors.last?.message)
            #expect(message.contains("no Int at balances.*.[0].cents"))
            #expect(!message.contains("ada") && !message.contains("secret"))
        }
    }

    @Test("A payload of an older version is upcast")
    func upcast() async throws {
        try await withWorkbench(handlers: handlers) { bench in
            let id = bench.clock.environment.makeJobID()
            _ = try await bench.queue.enqueue(drafts: [JobDraft(id: id, kind: "rename", payload: Data(#"{"name":"ada"}"#.utf8), version: 1)]
            )
            let handle = bench.queue.handle(for: id, as: Rename.self)
            _ = try await bench.finished(handle)
            #expect(try await handle.output == "ada to ADA")
        }
    }

    @Test("A payload of a newer version waits for a newer worker, its attempt given back")
    func newer() async throws {
        try await withWorkbench(handlers: handlers) { bench in
            let id = bench.clock.environment.makeJobID()
            _ = try await bench.queue.enqueue(drafts: [JobDraft(id: id, kind: "rename", payload: Data("?".utf8), version: 3)])
            try await bench.advance { try await bench.queue.job(id)?.state == .scheduled }
            let record = try #require(try await bench.queue.job(id))
            #expect(record.attempt == 0 && record.errors.isEmpty)
        }
    }

    @Test("A version without upcast fails the job and says which version")
    func noUpcast() async throws {
        struct Strict: Job {
            static let kind = "strict"
            static let version = 4
        }
        var handlers = JobHandlers()
        handlers.add(Strict.self) { _, _ in }
        try await withWorkbench(handlers: handlers) { bench in
            let id = bench.clock.environment.makeJobID()
            _ = try await bench.queue.enqueue(drafts: [JobDraft(id: id, kind: "strict", payload: Data("{}".utf8), version: 2)])
            let record = try await bench.finished(bench.queue.handle(for: id, as: Strict.self))
            #expect(record.state == .failed && record.attempt == 1)
            #expect(record.errors.last?.message.contains("strict has no upcast from payload version 2 to 4") == true)
        }
    }
}
