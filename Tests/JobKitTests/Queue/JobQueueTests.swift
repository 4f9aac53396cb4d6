import Crypto
import Foundation
import JobKit
import JobKitTesting
import Synchronization
import Testing

@Suite("Enqueueing, finding, acting")
struct JobQueueTests {
    private func make(_ change: (inout JobServices) -> Void = { _ in }) -> (queue: JobQueue, clock: ManualClock) {
        let clock = ManualClock()
        var services = JobServices(environment: clock.environment)
        change(&services)
        return (JobQueue(store: InMemoryJobStore(environment: clock.environment), services: services), clock)
    }

    @Test("A job is stored with its type's options, and with what the call sets apart from them")
    func options() async throws {
        struct Special: Job {
            static let kind = "special"
            static var options: JobOptions {
                JobOptions(
                    queue: "reports", priority: .high, retry: .fixed(.seconds(1), maxAttempts: 7), expiry: .seconds(60),
                    timeout: .seconds(9))
            }
        }
        let (queue, clock) = make()
        let plain = try await queue.enqueue(Special()).record
        #expect(plain.queue == "reports" && plain.priority == .high && plain.maxAttempts == 7)
        #expect(plain.deadline == clock.environment.now().advanced(by: .seconds(60)))
        #expect(plain.timeout == nil)
        let options = EnqueueOptions(
            queue: "mail", priority: .low, due: .after(.seconds(5)), deadline: .after(.seconds(30)), maxAttempts: 2, timeout: .seconds(3),
            tags: ["b", "a", "b"])
        let other = try await queue.enqueue(Special(), options: options).record
        #expect(other.queue == "mail" && other.priority == .low && other.maxAttempts == 2 && other.timeout == .seconds(3))
        #expect(other.tags == ["a", "b"] && other.state == .scheduled)
        #expect(other.dueAt == clock.environment.now().advanced(by: .seconds(5)))
        #expect(other.deadline == clock.environment.now().advanced(by: .seconds(30)))
    }

    @Test("An enqueue repeated with its id is the same job, once")
    func repeatedID() async throws {
        let (queue, clock) = make()
        let id = clock.environment.makeJobID()
        let first = try await queue.enqueue(Echo(text: "one"), options: EnqueueOptions(id: id))
        let second = try await queue.enqueue(Echo(text: "two"), options: EnqueueOptions(id: id))
        #expect(first.id == second.id)
        #expect(try await queue.jobs().jobs.count == 1)
        #expect(try await String(decoding: first.record.payload, as: UTF8.self) == #"{"text":"one"}"#)
    }

    @Test("One id cannot name several jobs")
    func oneIDForMany() async throws {
        let (queue, clock) = make()
        let options = EnqueueOptions(id: clock.environment.makeJobID())
        await #expect(throws: JobError.self) { try await queue.enqueue([Chore(), Chore()], options: options) }
        #expect(try await queue.jobs().jobs.isEmpty)
    }

    @Test(
        "A payload may take the limit and not one byte more, and the error says what to do",
        arguments: [(0, true), (1, false)])
    func payloadLimit(extra: Int, fits: Bool) async throws {
        let (queue, _) = make()
        let envelope = #"{"text":""}"#.utf8.count
        let job = Echo(text: String(repeating: "x", count: (1 << 20) - envelope + extra))
        if fits {
            #expect(try await queue.enqueue(job).record.payload.count == 1 << 20)
        } else {
            let error = await #expect(throws: JobError.self) { try await queue.enqueue(job) }
            #expect(
                error?.description == "The payload of a echo job takes 1048577 bytes, more than the limit of 1048576. "
                    + "Store the data elsewhere and enqueue a reference to it, or raise JobLimits.payloadBytes.")
        }
    }

    @Test(
        "Bad names are refused with a sentence",
        arguments: [
            ("", "is empty"), (String(repeating: "n", count: 129), "takes 129 bytes"), ("a\nb", "holds control characters"),
            ("a\0b", "holds control characters"),
        ])
    func names(name: String, reason: String) async throws {
        let (queue, clock) = make()
        let id = clock.environment.makeJobID()
        let drafts = [
            JobDraft(id: id, kind: name, payload: Data()), JobDraft(id: id, kind: "k", payload: Data(), queue: name),
            JobDraft(id: id, kind: "k", payload: Data(), tags: [name]),
        ]
        for draft in drafts {
            let error = await #expect(throws: JobError.self) { try await queue.enqueue(drafts: [draft]) }
            #expect(error?.description.contains(reason) == true)
            #expect(error?.description.contains("Use 1 to 128 bytes without control characters.") == true)
        }
        #expect(try await queue.jobs().jobs.isEmpty)
    }

    @Test("A name of 128 bytes and 16 tags are accepted; 17 tags, no attempts and no time are not")
    func edges() async throws {
        let (queue, clock) = make()
        let longest = String(repeating: "n", count: 128)
        let environment = clock.environment
        let good = JobDraft(
            id: environment.makeJobID(), kind: longest, payload: Data(), queue: longest, tags: (0..<16).map { "tag \($0)" })
        #expect(try await queue.enqueue(drafts: [good]) == [.enqueued(good.id)])
        for change in [{ $0.tags.append("17th") }, { $0.maxAttempts = 0 }, { $0.timeout = .zero }] as [(inout JobDraft) -> Void] {
            var bad = good
            bad.id = environment.makeJobID()
            change(&bad)
            await #expect(throws: JobError.self) { try await queue.enqueue(drafts: [bad]) }
        }
    }

    @Test("All jobs of a project, newest first, page by page")
    func tags() async throws {
        let (queue, _) = make()
        var expected: [JobID] = []
        for number in 0..<25 {
            let tags = number.isMultiple(of: 2) ? ["project:x", "n:\(number)"] : ["project:y"]
            let handle = try await queue.enqueue(Chore(name: "\(number)"), options: EnqueueOptions(tags: tags))
            if number.isMultiple(of: 2) { expected.insert(handle.id, at: 0) }
        }
        var found: [JobID] = []
        var cursor: PageCursor?
        repeat {
            let page = try await queue.jobs(matching: JobQuery(tags: ["project:x"]), page: PageRequest(limit: 5, after: cursor))
            found += page.jobs.map(\.id)
            cursor = page.next
        } while cursor != nil
        #expect(found == expected)
    }

    @Test("Acting on a job that does not exist, or retrying one that succeeded, is an error with the reason")
    func impossible() async throws {
        let (queue, clock) = make()
        let nobody = clock.environment.makeJobID()
        await #expect(throws: JobError.notFound(nobody)) { try await queue.cancel(nobody) }
        await #expect(throws: JobError.notFound(nobody)) { try await queue.retry(nobody) }
        await #expect(throws: JobError.notFound(nobody)) { try await queue.handle(for: nobody, as: Echo.self).output }
    }

    @Test("A retry by hand renews the attempts, keeps the history and lifts the deadline")
    func retry() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, context in
            if try await context.step("tries", { true }), context.job.attempt == 1, context.job.deadline != nil {
                throw DoNotRetry("not with a deadline")
            }
            return job.text
        }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: "x"), options: EnqueueOptions(deadline: .after(.seconds(60))))
            #expect(try await bench.finished(handle).state == .failed)
            bench.clock.advance(by: .seconds(600))
            try await bench.queue.retry(handle.id)
            let record = try await bench.finished(handle)
            #expect(record.state == .completed && record.attempt == 1 && record.deadline == nil)
            #expect(record.errors.map(\.consequence) == [.failed])
            await #expect(throws: JobError.self) { try await bench.queue.retry(handle.id) }
        }
    }

    @Test("A job whose deadline passes before it is started expires, and a caller that waits is told")
    func expiry() async throws {
        let (queue, clock) = make()
        let handle = try await queue.enqueue(Echo(text: ""), options: EnqueueOptions(deadline: .after(.seconds(5))))
        clock.advance(by: .seconds(5))
        #expect(try await Sweeper(store: queue.store).sweep().expired == 1)
        #expect(try await handle.record.state == .expired)
        let error = await #expect(throws: JobEndedWithoutOutput.self) { try await handle.output }
        #expect(error?.description == "The echo job \(handle.id) expired while it waited to be started.")
    }

    @Test("Finished jobs stay as long as the retention of their state says, and no longer")
    func retention() async throws {
        let (queue, clock) = make()
        let handle = try await queue.enqueue(Chore())
        try await queue.cancel(handle.id)
        let sweeper = Sweeper(
            store: queue.store, retention: Retention(completed: .zero, failed: .zero, cancelled: .seconds(60), expired: .zero))
        clock.advance(by: .seconds(59))
        #expect(try await sweeper.sweep().pruned == 0)
        clock.advance(by: .seconds(2))
        #expect(try await sweeper.sweep().pruned == 1)
        #expect(try await queue.job(handle.id) == nil)
    }

    @Test("A codec that encrypts keeps the payload, the output and step results unreadable in the store")
    func encryption() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, context in try await context.step("copy") { job.text } + " too" }
        try await withWorkbench(handlers: handlers, services: { $0.codec = AESCodec() }) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: "the secret"))
            let record = try await bench.finished(handle)
            #expect(try await handle.output == "the secret too")
            let step = try #require(try await bench.store.stepResults(of: handle.id)["copy"])
            for stored in [record.payload, try #require(record.output), step] {
                #expect(stored.range(of: Data("secret".utf8)) == nil)
                #expect(stored.count > 20)
            }
        }
    }
}

/// AES-GCM around the usual JSON.
private struct AESCodec: JobCodec {
    private let key = SymmetricKey(size: .bits256)
    private let json = JSONJobCodec()

    func encode<Value: Encodable>(_ value: Value) throws -> Data {
        try AES.GCM.seal(json.encode(value), using: key).combined ?? Data()
    }

    func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        try json.decode(type, from: AES.GCM.open(AES.GCM.SealedBox(combined: data), using: key))
    }
}
