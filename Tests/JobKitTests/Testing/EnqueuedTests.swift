import Foundation
import JobKitTesting
import Testing

private struct Parcel: Job {
    static let kind = "parcel"
    static let aliases = ["package"]
    static let version = 2
    var weight: Int

    static func upcast(_ payload: Data, from version: Int, codec: any JobCodec) throws -> Parcel {
        Parcel(weight: try codec.decode([String: Int].self, from: payload)["grams", default: 0] / 1_000)
    }
}

@Suite("What was enqueued")
struct EnqueuedTests {
    private let queue = JobQueue.inMemory()

    @Test("is listed oldest first, decoded, with what the record knows")
    func listed() async throws {
        let options = EnqueueOptions(queue: "post", priority: .high, due: .after(.seconds(90)), maxAttempts: 4, tags: ["b", "a"])
        _ = try await queue.enqueue(Parcel(weight: 3), options: options)
        _ = try await queue.enqueue(Parcel(weight: 1))
        _ = try await queue.enqueue(Chore())
        let parcels = try await queue.enqueued(Parcel.self)
        #expect(parcels.map(\.job.weight) == [3, 1])
        let first = try #require(parcels.first)
        #expect(first.queue == "post")
        #expect(first.priority == .high)
        #expect(first.delay == .seconds(90))
        #expect(first.maxAttempts == 4)
        #expect(first.tags == ["a", "b"])
        #expect(first.state == .scheduled)
    }

    @Test("is narrowed by queue, tags, states and a condition")
    func narrowed() async throws {
        _ = try await queue.enqueue(Parcel(weight: 1), options: EnqueueOptions(tags: ["a", "b"]))
        _ = try await queue.enqueue(Parcel(weight: 2), options: EnqueueOptions(queue: "post", tags: ["a"]))
        _ = try await queue.enqueue(Parcel(weight: 3), options: EnqueueOptions(due: .after(.seconds(1))))
        #expect(try await queue.enqueued(Parcel.self, in: "post").map(\.job.weight) == [2])
        #expect(try await queue.enqueued(Parcel.self, tagged: ["b", "a"]).map(\.job.weight) == [1])
        #expect(try await queue.enqueued(Parcel.self, states: [.scheduled]).map(\.job.weight) == [3])
        #expect(try await queue.enqueued(Parcel.self) { $0.job.weight > 1 }.map(\.job.weight) == [2, 3])
        #expect(try await queue.enqueued(Parcel.self, in: "post", tagged: ["b"]).isEmpty)
    }

    @Test("includes jobs of an alias and of an older version, and jobs that have ended")
    func relatives() async throws {
        let payload = Data(#"{"grams":5000}"#.utf8)
        let id = JobEnvironment.system.makeJobID()
        _ = try await queue.enqueue(drafts: [JobDraft(id: id, kind: "package", payload: payload, version: 1)])
        try await queue.cancel(id)
        let parcel = try await queue.requireEnqueued(Parcel.self)
        #expect(parcel.job.weight == 5)
        #expect(parcel.state == .cancelled)
    }

    @Test("is listed whole, also beyond a page")
    func pages() async throws {
        _ = try await queue.enqueue((1...2_100).map { Parcel(weight: $0) })
        #expect(try await queue.enqueued(Parcel.self).map(\.job.weight) == Array(1...2_100))
    }

    @Test("and does not decode is an error that names the job")
    func undecodable() async throws {
        let id = JobEnvironment.system.makeJobID()
        _ = try await queue.enqueue(drafts: [JobDraft(id: id, kind: "parcel", payload: Data("{}".utf8), version: 2)])
        let error = await #expect(throws: JobExpectationFailure.self) { _ = try await queue.enqueued(Parcel.self) }
        #expect(error?.message.hasPrefix("The payload of the parcel job \(id), version 2, does not decode as Parcel: ") == true)
    }
}

@Suite("What is required of a queue")
struct RequireEnqueuedTests {
    private let queue = JobQueue.inMemory()

    private func failure(_ body: () async throws -> Void) async throws -> JobExpectationFailure {
        try #require(await #expect(throws: JobExpectationFailure.self) { try await body() })
    }

    @Test("is answered with nothing at all where nothing is, and with the place that required it")
    func nothing() async throws {
        let line = #line + 1
        let error = try await failure { try await queue.requireEnqueued(Parcel.self, in: "post", tagged: ["a"], states: [.pending]) }
        #expect(
            error.description == "There is no parcel job in the queue \"post\" tagged a that is pending that meets the conditions. "
                + "Nothing was enqueued at all. (JobKitTests/EnqueuedTests.swift:\(line))")
    }

    @Test("is answered with the jobs of the type that do not meet it")
    func others() async throws {
        _ = try await queue.enqueue(Parcel(weight: 1), options: EnqueueOptions(due: .after(.seconds(60)), tags: ["b"]))
        let error = try await failure { try await queue.requireEnqueued(Parcel.self) { $0.job.weight == 2 } }
        #expect(
            error.message == """
                There is no parcel job that meets the conditions. These parcel jobs do not:
                  Parcel(weight: 1) (scheduled in "default", priority normal, due 60.0 seconds after its enqueue, tags b)
                """)
    }

    @Test("is answered with the other kinds where none is of the type")
    func otherKinds() async throws {
        _ = try await queue.enqueue([Chore(), Chore()])
        _ = try await queue.enqueue(Echo(text: "x"))
        let error = try await failure { try await queue.requireEnqueued(Parcel.self) }
        #expect(error.message == "There is no parcel job that meets the conditions. What was enqueued is 2 × chore, 1 × echo.")
    }

    @Test("is one job: several are an error that shows the first ten")
    func several() async throws {
        _ = try await queue.enqueue((1...12).map { Parcel(weight: $0) })
        let error = try await failure { try await queue.requireEnqueued(Parcel.self) }
        let lines = error.message.split(separator: "\n").map(String.init)
        let first = "One parcel job that meets the conditions is required, and there are 12; narrow the conditions, "
        #expect(lines.first == first + "or use enqueued(_:) for several:")
        #expect(lines.count == 12)
        #expect(lines[1] == "  Parcel(weight: 1) (pending in \"default\", priority normal)")
        #expect(lines[11] == "  and 2 more")
    }

    @Test("may be that there is none")
    func none() async throws {
        try await queue.requireNotEnqueued(Parcel.self)
        _ = try await queue.enqueue(Parcel(weight: 1))
        try await queue.requireNotEnqueued(Parcel.self) { $0.job.weight == 2 }
        let error = try await failure { try await queue.requireNotEnqueued(Parcel.self) }
        #expect(
            error.message == """
                No parcel job that meets the conditions should have been enqueued, and there is one:
                  Parcel(weight: 1) (pending in "default", priority normal)
                """)
    }
}
