/// The result of one attempt of a job.
@dynamicMemberLookup
public struct PerformedJob<J: Job>: Sendable {
    /// The handler's output, decoded from the stored bytes; `nil` unless the job completed.
    public let output: J.Output?
    /// The attempt: its outcome, its error, and the record after it.
    public let attempt: DrainedAttempt
    /// The names of the steps whose results were stored, sorted.
    public let finishedSteps: [String]

    /// A property of the attempt, such as `outcome`.
    public subscript<Value>(dynamicMember path: KeyPath<DrainedAttempt, Value>) -> Value { attempt[keyPath: path] }
}

extension JobHandlers {
    /// Runs one attempt of a job through its handler, on the caller's task, as a worker would: payload and output pass through the codec.
    ///
    ///     let welcome = try await handlers.perform(SendWelcome(address: "ada@example.org"))
    ///     #expect(welcome.outcome == .completed)
    ///
    /// The job is in a store of its own, which is discarded afterwards. The handler's error is not thrown here, but returned in `error`.
    ///
    /// - Throws: `JobExpectationFailure` when no handler takes the kind, `JobError` when the job cannot be enqueued, `CancellationError`.
    public func perform<J: Job>(
        _ job: J, options: EnqueueOptions = EnqueueOptions(), on clock: ManualClock = ManualClock(),
        services: JobServices = JobServices(), file: String = #fileID, line: Int = #line
    ) async throws -> PerformedJob<J> {
        guard kinds.contains(J.kind) else {
            let known = kinds.isEmpty ? "nothing" : kinds.joined(separator: ", ")
            throw JobExpectationFailure("Nothing handles \(J.kind); these handlers handle \(known).", file: file, line: line)
        }
        let queue = JobQueue.inMemory(on: clock, services: services)
        var options = options
        options.due = .now
        let handle = try await queue.enqueue(job, options: options)
        let worker = InPlaceWorker(store: queue.store, handlers: self, services: queue.services, id: "perform")
        let claim = try await worker.run { next in try await next([options.queue ?? J.options.queue]) }
        guard let claimed = claim.jobs.first else {
            throw JobExpectationFailure("The \(J.kind) job has expired: its deadline has passed.", file: file, line: line)
        }
        let attempt = DrainedAttempt(claimed, claimedAt: claim.claimedAt, record: try await queue.job(handle.id))
        return PerformedJob(
            output: attempt.outcome == .completed ? try await handle.output : nil, attempt: attempt,
            finishedSteps: try await queue.finishedSteps(of: handle.id))
    }
}
