import JobKitTesting
import Testing

struct SendWelcome: Job {
    static let kind = "send-welcome"
    static var options: JobOptions { JobOptions(queue: "mail", retry: .fixed(.seconds(60), maxAttempts: 3)) }
    var address: String
}

struct AskForReview: Job {
    static let kind = "ask-for-review"
    typealias Output = String
    var address: String
}

/// The code under test: it uses a queue, and no store or worker.
struct SignUp {
    struct NotAnAddress: Error {}
    let queue: JobQueue

    func register(_ address: String) async throws {
        guard address.contains("@") else { throw NotAnAddress() }
        try await queue.enqueue(SendWelcome(address: address), options: EnqueueOptions(tags: ["sign-up"]))
        try await queue.enqueue(AskForReview(address: address), options: EnqueueOptions(due: .after(.seconds(7 * 86_400))))
    }
}

@Test("Signing up sends a welcome at once, and asks for a review after a week")
func signUpEnqueues() async throws {
    let queue = JobQueue.inMemory()
    try await SignUp(queue: queue).register("ada@example.org")

    let welcome = try await queue.requireEnqueued(SendWelcome.self, in: "mail", tagged: ["sign-up"])
    #expect(welcome.job.address == "ada@example.org")
    #expect(welcome.maxAttempts == 3)
    #expect(welcome.delay == .zero)

    let review = try await queue.requireEnqueued(AskForReview.self) { $0.job.address == "ada@example.org" }
    #expect(review.delay == .seconds(7 * 86_400))
    #expect(review.state == .scheduled)
}

@Test("A user without an address gets no mail")
func refusalEnqueuesNothing() async throws {
    let queue = JobQueue.inMemory()
    await #expect(throws: SignUp.NotAnAddress.self) { try await SignUp(queue: queue).register("ada") }
    try await queue.requireNotEnqueued(SendWelcome.self)
}

/// The handlers, made as the program makes them, with a mailer that the test brings along.
func makeHandlers(mail: @escaping @Sendable (String) async throws -> Void) -> JobHandlers {
    var handlers = JobHandlers()
    handlers.add(SendWelcome.self) { job, _ in
        try await mail(job.address)
    }
    handlers.add(AskForReview.self) { job, context in
        try await context.step("ask") {
            try await mail(job.address)
            return "asked \(job.address)"
        }
    }
    return handlers
}

struct LineIsBusy: Error, CustomStringConvertible {
    var description: String { "the line is busy" }
}

@Test("A handler returns what it has done, and its failure is one that is tried again")
func oneAttempt() async throws {
    let asked = try await makeHandlers { _ in }.perform(AskForReview(address: "ada@example.org"))
    #expect(asked.output == "asked ada@example.org")
    #expect(asked.finishedSteps == ["ask"])

    let busy = try await makeHandlers { _ in throw LineIsBusy() }.perform(SendWelcome(address: "ada@example.org"))
    #expect(busy.outcome == .retried)
    #expect(busy.error?.message == "the line is busy")
}

@Test("What is due is mailed, and what is not due stays")
func drainsWhatIsDue() async throws {
    let queue = JobQueue.inMemory()
    try await SignUp(queue: queue).register("ada@example.org")

    try await confirmation("a mail") { mailed in
        let report = try await queue.drain(makeHandlers { _ in mailed() })
        try report.requireNoFailures()
        #expect(report.completed.map(\.job.kind) == ["send-welcome"])
        #expect(report.scheduled.map(\.kind) == ["ask-for-review"])
    }
}

@Test("A busy line is tried three times, a minute apart; the review is asked for a week later all the same")
func drainsToTheEnd() async throws {
    let clock = ManualClock()
    let queue = JobQueue.inMemory(on: clock)
    try await SignUp(queue: queue).register("ada@example.org")
    let start = clock.now

    let report = try await queue.drain(
        makeHandlers { _ in if clock.now < start.advanced(by: .seconds(3_600)) { throw LineIsBusy() } }, moving: clock)
    #expect(report.retried.map(\.job.attempt) == [1, 2])
    #expect(report.failed.map(\.error?.message) == ["the line is busy"])
    #expect(report.failed.map(\.error?.startedAt) == [start.advanced(by: .seconds(120))])
    #expect(report.completed.map(\.job.kind) == ["ask-for-review"])
    #expect(clock.now == start.advanced(by: .seconds(7 * 86_400)))
    #expect(report.left.isEmpty)
}

@Test("A sign-up fails when its jobs cannot be stored")
func storeOutOfReach() async throws {
    let store = FaultyStore(InMemoryJobStore()) { _ in .outage }
    await #expect(throws: JobStoreError.self) { try await SignUp(queue: JobQueue(store: store)).register("ada@example.org") }
}
