import JobKitTesting
import Testing

@testable import JobKit

/// All followers of jobs share one read of the store.
@Suite("Waiting for jobs")
struct WaitingTests {
    private static let outage = JobStoreError(.unavailable, subject: "read", cause: "a fault", remedy: "Try again.")

    private struct Bench {
        let clock = ManualClock()
        let store: FaultyStore
        let queue: JobQueue

        init() {
            store = FaultyStore(InMemoryJobStore(environment: clock.environment))
            queue = JobQueue(store: store, services: JobServices(environment: clock.environment))
        }

        /// Claims the one job that is due and settles it.
        func run(_ effect: JobChange.Effect, kind: String = "echo", failure: JobChange.Failure? = nil) async throws {
            let request = ClaimRequest(
                token: clock.environment.makeClaimToken(), worker: "w", queues: [JobOptions.defaultQueue], kinds: [kind], limit: 1,
                lease: .seconds(60))
            let job = try #require(try await store.claim(request).jobs.first)
            let change = JobChange(id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: effect, failure: failure)
            #expect(try await store.apply([change]) == [.applied])
        }

        /// Returns when that many follow a job and all have been read for.
        func waitForFollowers(_ count: Int) async {
            while queue.watcher.followerCount != count { await letOthersRun() }
            await letOthersRun()
        }
    }

    private func text(_ text: String) throws -> JobChange.Effect { .finish(.completed, output: try JSONJobCodec().encode(text)) }

    @Test func `However many wait, a change costs one look, and only the job that has ended is read whole`() async throws {
        let bench = Bench()
        let waiting = try await bench.queue.enqueue((0..<200).map { _ in Chore() }, options: EnqueueOptions(due: .after(.seconds(500))))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for handle in waiting { group.addTask { _ = try await handle.output } }
            await bench.waitForFollowers(200)
            let handle = try await bench.queue.enqueue(Echo(text: "a"))
            let output = Task { try await handle.output }
            await bench.waitForFollowers(201)
            bench.store.follow { _ in nil }
            try await bench.run(text("b"))
            #expect(try await output.value == "b")
            // One read for the claim, one for the end, one for the record; a signal of earlier changes may come late.
            #expect(bench.store.calls(of: .jobs) <= 4)
            group.cancelAll()
            while let result = await group.nextResult() { #expect(throws: CancellationError.self) { try result.get() } }
        }
        await bench.waitForFollowers(0)
    }

    @Test func `A job that has ended and is removed a little later is seen by its followers`() async throws {
        let bench = Bench()
        let handle = try await bench.queue.enqueue(Echo(text: "a"))
        let output = Task { try await handle.output }
        await bench.waitForFollowers(1)
        try await bench.run(text("b"))
        #expect(try await output.value == "b")
        // A sweep keeps a finished job for at least ten seconds: time for many reads, also without a signal.
        #expect(JobWatcher.pollInterval * 10 <= .seconds(10))
    }

    @Test func `A job that is not there is said to be missing, and so is one that goes while it is waited for`() async throws {
        let bench = Bench()
        let missing = bench.queue.handle(for: bench.clock.environment.makeJobID(), as: Echo.self)
        await #expect(throws: JobError.notFound(missing.id)) { try await missing.output }
        await #expect(throws: JobError.notFound(missing.id)) { for try await _ in missing.updates {} }
        #expect(bench.queue.watcher.followerCount == 0)
    }

    @Test func `A handle of another type is an error, also where the type has no output`() async throws {
        let bench = Bench()
        let echo = try await bench.queue.enqueue(Echo(text: "a"))
        try await bench.run(text("b"))
        let chore = bench.queue.handle(for: echo.id, as: Chore.self)
        let error = await #expect(throws: JobError.self) { try await chore.output }
        #expect(error == .otherKind(echo.id, kind: "echo", expected: "chore"))
        #expect(
            error?.description
                == "The job \(echo.id) is a echo job, and was asked for as chore. Take the handle of the type that the job was "
                + "enqueued with.")
    }

    @Test func `A wait with a timeout ends with an error when the time has passed, and the job goes on`() async throws {
        let bench = Bench()
        let handle = try await bench.queue.enqueue(Echo(text: "a"))
        let late = Task { try await handle.output(timeout: .seconds(5)) }
        try await bench.clock.waitForSleepers(atLeast: 2)
        bench.clock.advance(by: .seconds(5))
        let error = await #expect(throws: JobError.self) { try await late.value }
        #expect(error == .outputNotInTime(handle.id, timeout: .seconds(5)))
        await #expect(throws: JobError.self) { try await handle.output(timeout: .zero) }
        let inTime = Task { try await handle.output(timeout: .seconds(Int64.max)) }
        await bench.waitForFollowers(1)
        try await bench.run(text("b"))
        #expect(try await inTime.value == "b")
        #expect(try await handle.output(timeout: .seconds(Int64.min)) == "b", "a job that has ended is always in time")
    }

    @Test func `Each change is shown once, and the last one ends it`() async throws {
        let bench = Bench()
        let handle = try await bench.queue.enqueue(Echo(text: "a"))
        var updates = handle.updates.makeAsyncIterator()
        #expect(try await updates.next()?.state == .pending)
        let failure = JobChange.Failure(type: "T", message: "m", consequence: .retried)
        try await bench.run(.wait(due: .after(.seconds(9)), attempt: 1, deadline: nil), failure: failure)
        var update = try await updates.next()
        if update?.state == .running { update = try await updates.next() }
        #expect(update?.state == .scheduled && update?.attempt == 1)
        // A due time gives no signal: the change is seen when the pause between reads ends.
        // Again and again: one that has read just before the clock moved waits for it once more.
        let moving = Task {
            while !Task.isCancelled {
                bench.clock.advance(by: .seconds(9))
                await letOthersRun()
            }
        }
        #expect(try await updates.next()?.state == .pending)
        moving.cancel()
        try await bench.run(text("b"))
        update = try await updates.next()
        if update?.state == .running { update = try await updates.next() }
        #expect(update?.state == .completed && update?.attempt == 2)
        #expect(try await updates.next() == nil)
        #expect(bench.queue.watcher.followerCount == 0)
    }

    @Test func `A job that cannot be read ends the wait for itself alone`() async throws {
        let clock = ManualClock()
        let bad = JobID(high: 7, low: 7)
        let store = PlainStore(InMemoryJobStore(environment: clock.environment)) { $0 == bad }
        let queue = JobQueue(store: store, services: JobServices(environment: clock.environment))
        let unreadable = try await queue.enqueue(Echo(text: "bad"), options: EnqueueOptions(id: bad, due: .after(.seconds(500))))
        let others = try await queue.enqueue((0..<5).map { Echo(text: "\($0)") })
        let outputs = others.map { handle in Task { try await handle.output } }
        let failed = Task { try await unreadable.output }
        while queue.watcher.followerCount < 5 { await letOthersRun() }
        let error = await #expect(throws: JobStoreError.self) { try await failed.value }
        #expect(error?.code == .internalInconsistency)
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, _ in job.text }
        try await queue.drain(handlers)
        for (number, output) in outputs.enumerated() { #expect(try await output.value == "\(number)") }
    }

    @Test func `A store out of reach is waited for, for a minute`() async throws {
        let bench = Bench()
        let handle = try await bench.queue.enqueue(Echo(text: "a"))
        bench.store.follow { $0.verb == .jobs ? .before(Self.outage) : nil }
        let failing = Task { try await handle.output }
        for _ in 0..<400 where bench.queue.watcher.followerCount > 0 || bench.clock.uptime < .seconds(1) {
            await letOthersRun()
            bench.clock.advance(by: .milliseconds(500))
        }
        await #expect(throws: Self.outage) { try await failing.value }
        #expect(bench.clock.uptime >= .seconds(60))
        let output = Task { try await handle.output }
        await bench.waitForFollowers(1)
        bench.store.follow { _ in nil }
        bench.clock.advance(by: .seconds(1))
        try await bench.run(text("b"))
        #expect(try await output.value == "b")
    }

    @Test func `A closed store ends every wait`() async throws {
        let bench = Bench()
        let handle = try await bench.queue.enqueue(Echo(text: "a"))
        let waiting = Task { try await handle.output }
        await bench.waitForFollowers(1)
        await bench.store.close()
        bench.clock.advance(by: .seconds(1))
        let error = await #expect(throws: JobStoreError.self) { try await waiting.value }
        #expect(error?.code == .closed)
    }

    @Test func `Looks leave the store alone for much longer than they take`() async throws {
        #expect(JobWatcher.share >= 20)
        #expect(JobEnvironment.system.spacesLooks && !ManualClock().environment.spacesLooks)
    }
}
