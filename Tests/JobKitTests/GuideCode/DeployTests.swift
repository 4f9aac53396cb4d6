import Foundation
import JobKit
import JobKitTesting
import Testing

/// What the guide to deploys shows.
@Suite("The guide to deploys")
struct DeployTests {
    struct ImportFile: Job {
        static let kind = "import-file"
        var parts: Int
    }

    @Test("A worker that is stopped gives its job back, and the next one goes on behind the stored steps")
    func givesBack() async throws {
        let store = InMemoryJobStore()
        try await store.prepare()
        let queue = JobQueue(store: store)
        let waiting = Gate()
        @Sendable func load(_ part: Int, isLast: Bool) async throws -> Int {
            if isLast {
                waiting.open()
                await Gate().pass()
                try Task.checkCancellation()
            }
            return part
        }
        var handlers = JobHandlers()
        handlers.add(ImportFile.self) { job, context in
            for part in 1...job.parts {
                try Task.checkCancellation()
                _ = try await context.step("part \(part)") { try await load(part, isLast: part == job.parts) }
            }
        }
        let configuration = WorkerConfiguration(concurrency: 20, gracePeriod: .seconds(20), cancellationGrace: .seconds(5))
        let worker = Worker(store: store, handlers: handlers, configuration: configuration)
        let running = Task { try await worker.run() }
        let handle = try await queue.enqueue(ImportFile(parts: 3))
        await waiting.pass()
        worker.stopAtOnce()
        try await running.value
        let record = try await handle.record
        #expect(record.state == .pending && record.attempt == 0 && record.errors.isEmpty)
        #expect(try await queue.finishedSteps(of: handle.id) == ["part 1", "part 2"])
    }

    struct ResizeImage: Job {
        static let kind = "resize-image"
        static let aliases = ["thumbnail"]
        static let version = 2
        typealias Output = String
        var path: String
        var width: Int

        static func upcast(_ payload: Data, from version: Int, codec: any JobCodec) throws -> ResizeImage {
            struct First: Codable { var path: String }
            return ResizeImage(path: try codec.decode(First.self, from: payload).path, width: 256)
        }
    }

    @Test("Jobs of an older version and an older name are handled, and a newer version's wait for a newer worker")
    func versions() async throws {
        let clock = ManualClock()
        let queue = JobQueue.inMemory(on: clock)
        var handlers = JobHandlers()
        handlers.add(ResizeImage.self) { job, _ in "\(job.path) at \(job.width)" }
        let payload = Data(#"{"path": "a.png"}"#.utf8)
        let older = JobDraft(id: queue.services.environment.makeJobID(), kind: "thumbnail", payload: payload, version: 1)
        let newer = JobDraft(id: queue.services.environment.makeJobID(), kind: "resize-image", payload: payload, version: 3)
        try await queue.enqueue(drafts: [older, newer])
        let report = try await queue.drain(handlers)
        #expect(report.completed.map(\.job.kind) == ["thumbnail"])
        #expect(try await queue.handle(for: older.id, as: ResizeImage.self).output == "a.png at 256")
        #expect(report.snoozed.map(\.job.kind) == ["resize-image"])
        #expect(report.scheduled.map(\.attempt) == [0])
    }

    @Test("A kind that no worker handles is named, and its jobs stay as they are")
    func unhandled() async throws {
        let queue = JobQueue.inMemory()
        try await queue.enqueue(ImportFile(parts: 1))
        let kinds = try await queue.unhandledKinds()
        #expect(kinds == ["import-file"])
        let report = try await queue.drain(JobHandlers())
        #expect(report.untouched.map(\.kind) == ["import-file"])
    }
}
