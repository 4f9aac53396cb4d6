import JobKit
import JobKitTesting
import Synchronization
import Testing

/// What the guide to retries and crashes shows.
@Suite("The guide to retries and crashes")
struct RetryTests {
    /// Fetches a feed of a partner's.
    struct FetchFeed: Job {
        static let kind = "fetch-feed"
        static var options: JobOptions {
            JobOptions(
                retry: .exponential(maxAttempts: 6, base: .seconds(10), cap: .seconds(600)),
                expiry: .seconds(3_600),
                timeout: .seconds(30))
        }
        var url: String
    }

    enum Answer: Sendable { case ok, gone, busy(seconds: Int), broken }

    struct ServerError: Error, CustomStringConvertible {
        let description = "the server answers 500"
    }

    func makeHandlers(fetch: @escaping @Sendable (String) async throws -> Answer) -> JobHandlers {
        var handlers = JobHandlers()
        handlers.add(FetchFeed.self) { job, context in
            switch try await fetch(job.url) {
            case .ok: return
            case .gone: throw DoNotRetry("the feed \(job.url) is gone for good")
            case .busy(let seconds): throw RetryAfter(.seconds(seconds), "the server asks for patience")
            case .broken: throw ServerError()
            }
        }
        return handlers
    }

    @Test("Each error leads where the guide says")
    func errors() async throws {
        let outcomes: [(Answer, DrainedAttempt.Outcome, Duration?)] = [
            (.ok, .completed, nil), (.gone, .failed, nil), (.busy(seconds: 90), .retried, .seconds(90)), (.broken, .retried, nil),
        ]
        for (answer, outcome, delay) in outcomes {
            let clock = ManualClock()
            let queue = JobQueue.inMemory(on: clock)
            let handle = try await queue.enqueue(FetchFeed(url: "https://example.org/feed"))
            let report = try await queue.drain(makeHandlers { _ in answer })
            #expect(report.attempts.map(\.outcome) == [outcome])
            let due = try await handle.record.dueAt
            if let delay { #expect(clock.now.duration(to: due) == delay) }
            if case .broken = answer { #expect((Duration.seconds(8) ... .seconds(12)).contains(clock.now.duration(to: due))) }
        }
    }

    @Test("Six attempts, and the last error is the reason; a retry by hand begins anew")
    func budget() async throws {
        let clock = ManualClock()
        let queue = JobQueue.inMemory(on: clock)
        let handle = try await queue.enqueue(FetchFeed(url: "https://example.org/feed"), options: EnqueueOptions(tags: ["partner:7"]))
        try await queue.drain(makeHandlers { _ in .broken }, moving: clock)
        #expect(try await handle.record.state == .failed)

        var listed: [String] = []
        let failed = try await queue.jobs(matching: JobQuery(states: [.failed], tags: ["partner:7"]))
        for job in failed.jobs {
            listed.append("\(job.kind) after \(job.errors.count) attempts: \(job.errors.last?.message ?? "")")
            try await queue.retry(job.id)
        }
        #expect(listed == ["fetch-feed after 6 attempts: the server answers 500"])

        try await queue.drain(makeHandlers { _ in .ok }, moving: clock)
        #expect(try await handle.record.state == .completed)
    }

    /// Asks a printer that another job may be using.
    struct Print: Job {
        static let kind = "print"
        static var options: JobOptions {
            JobOptions(
                retry: .custom(maxAttempts: 20) { attempt, failure in
                    failure.type.hasSuffix("PaperJam") ? nil : .seconds(attempt * 15)
                })
        }
        var page: Int
    }

    struct PaperJam: Error {}

    @Test("A job that is put aside pays with no attempt")
    func snooze() async throws {
        let clock = ManualClock()
        let queue = JobQueue.inMemory(on: clock)
        let start = clock.now
        var handlers = JobHandlers()
        handlers.add(Print.self) { job, context in
            guard clock.now >= start.advanced(by: .seconds(300)) else { throw Snooze(for: .seconds(60)) }
        }
        let handle = try await queue.enqueue(Print(page: 1))
        try await queue.drain(handlers, moving: clock)
        #expect(try await handle.record.attempt == 1)
        #expect(try await handle.record.errors.isEmpty)
    }

    @Test("A policy of one's own may give up by the kind of failure")
    func ownPolicy() async throws {
        let clock = ManualClock()
        let queue = JobQueue.inMemory(on: clock)
        let handle = try await queue.enqueue(Print(page: 1))
        var handlers = JobHandlers()
        handlers.add(Print.self) { _, _ in throw PaperJam() }
        try await queue.drain(handlers, moving: clock)
        #expect(try await handle.record.state == .failed)
        #expect(try await handle.record.attempt == 1)
    }

    /// Charges a card, then books the order: two effects in two systems.
    struct PlaceOrder: Job {
        static let kind = "place-order"
        typealias Output = String
        var order: Int
    }

    @Test("A step that is stored does not run again")
    func steps() async throws {
        let clock = ManualClock()
        let queue = JobQueue.inMemory(on: clock)
        let (charges, bookings) = (Tally(), Tally())
        @Sendable func charge(_ order: Int, key: String) async throws -> String {
            charges.add()
            return "charge-\(order)"
        }
        @Sendable func book(_ order: Int, _ receipt: String) async throws {
            bookings.add()
            if bookings.value == 1 { throw ServerError() }
        }
        var handlers = JobHandlers()
        handlers.add(PlaceOrder.self) { job, context in
            let receipt = try await context.step("charge") {
                // The job's id is the same in every attempt: the card's company takes it as the key under which it charges once.
                try await charge(job.order, key: "\(context.id)")
            }
            try await book(job.order, receipt)
            return receipt
        }
        let handle = try await queue.enqueue(PlaceOrder(order: 7))
        try await queue.drain(handlers, moving: clock)
        #expect(try await handle.output == "charge-7")
        #expect(charges.value == 1 && bookings.value == 2)
    }

    @Test("A worker that is lost: the job that was alone pays, the others come back in quarantine")
    func lost() async throws {
        for together in [1, 4] {
            let clock = ManualClock()
            let store = InMemoryJobStore(environment: clock.environment)
            let queue = JobQueue(store: store, services: JobServices(environment: clock.environment))
            let handles = try await queue.enqueue((0..<together).map { Print(page: $0) })
            let lease = Duration.seconds(30)
            let claim = ClaimRequest(
                token: JobEnvironment.system.makeClaimToken(), worker: "crashed", queues: ["default"], kinds: ["print"], limit: 10,
                lease: lease)
            #expect(try await store.claim(claim).jobs.count == together)
            clock.advance(by: .seconds(31))
            _ = try await Sweeper(store: store).sweep()
            let record = try await handles[0].record
            #expect(record.state == .scheduled && record.dueAt == clock.now.advanced(by: .seconds(1)))
            #expect(record.attempt == (together == 1 ? 1 : 0))
            #expect(record.quarantine == (together == 1 ? 1 : 2))
        }
    }
}

private final class Tally: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }
}
