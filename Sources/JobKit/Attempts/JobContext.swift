import Foundation
import Logging

/// A handler's view of its attempt, and its means to report.
///
///     handlers.add(ImportFile.self) { job, context in
///         context.logger.info("Attempt \(context.job.attempt)")
///         let rows = try await context.step("parse") { try await parse(job.path) }
///         try await context.progress(stage: "storing", fraction: 0.5)
///         try await store(rows)
///         try context.enqueue(TellUser(id: job.user))
///     }
public struct JobContext: Sendable {
    let attempt: RunningAttempt
    var services: JobServices { attempt.runner.services }

    /// The job as it was claimed: id, tags, attempt, deadline and so on.
    public var job: ClaimedJob { attempt.job }
    /// The id of the worker that runs the attempt.
    public var worker: String { attempt.runner.worker }

    /// The job's id, the same in every attempt.
    public var id: JobID { attempt.job.id }

    /// A logger whose lines carry the job's id, kind and queue, the attempt and the worker.
    public var logger: Logger {
        var logger = services.logger
        for (key, value) in LogKeys.metadata(of: job, worker: worker) { logger[metadataKey: key] = value }
        return logger
    }

    /// Whether the attempt should end: its task is cancelled. `cancellation` says why.
    public var isCancelled: Bool { Task.isCancelled }

    /// Why the attempt's task was cancelled, or `nil` while it was not.
    public var cancellation: CancellationReason? { attempt.cancellation }

    /// Reports the handler's progress; observers see it at once, and it is stored with the job.
    ///
    /// Returns when this report, or a later one of the handler's, is stored: while one report is being stored, the newest replaces those
    /// that wait behind it. Waits while the store is out of reach.
    ///
    ///     for (number, page) in pages.enumerated() {
    ///         try await context.progress(stage: "pages", fraction: Double(number) / Double(pages.count))
    ///         try await render(page)
    ///     }
    ///
    /// - Parameters:
    ///   - stage: a short name for the current work; cut at 128 bytes.
    ///   - fraction: from 0 to 1; clamped. NaN counts as `nil`.
    ///   - message: cut at 1,024 bytes.
    /// - Throws: `JobError.leaseLost` when the attempt no longer holds the job; the handler should end then. `JobStoreError` when the store
    ///   refuses the report, or the worker shuts down before the store is back.
    public func progress(stage: String, fraction: Double? = nil, message: String? = nil) async throws {
        let attempt = attempt
        try await attempt.reports.report(JobProgress(stage: stage, fraction: fraction, message: message)) {
            try await attempt.write(.report($0))
        }
    }

    /// Runs `body` once in the job's life: its result is stored under the lease at once, and on a later attempt the stored result is
    /// returned instead.
    ///
    ///     let receipt = try await context.step("charge") {
    ///         try await card.charge(job.cents, key: "\(context.id)")
    ///     }
    ///
    /// The returned value is always the stored one, decoded, also in the attempt that runs the body: a value that its `Codable` does not
    /// preserve is the same in every attempt.
    ///
    /// The name identifies the step within the job; the same name twice in one attempt returns the first result, unless both calls run at
    /// the same time: then both bodies run. A body that is interrupted between its effect and the storing of its result runs again, so its
    /// effects should be safe to repeat.
    ///
    /// - Throws: what `body` throws; `JobError`: `leaseLost`, `stepResultTooLarge`, `stepResultsTooLarge`, `tooManySteps`,
    ///   `stepResultNotEncodable`, `stepResultUnreadable`, `invalidName`; `CancellationError` when the task is cancelled while the store is
    ///   out of reach; `JobStoreError` when the store refuses the result, or the worker shuts down before the store is back.
    public func step<Result: Codable & Sendable>(_ name: String, _ body: @Sendable () async throws -> Result) async throws -> Result {
        try checkName(name, role: "step")
        let stored = try await attempt.storedSteps()
        if let result = stored[name] { return try stepResult(Result.self, of: name, from: result) }
        guard !attempt.isStepElsewhere(name) else {
            throw JobError.notPossible(
                id,
                reason:
                    "the step \"\(name)\" was written in a transaction of the handler's that has not committed: end that first, or run the step in another one"
            )
        }
        try check(room: name, in: stored.mapValues(\.count))
        let result = try await body()
        let (change, data) = try saving(result, as: name)
        try check(room: name, in: try await attempt.storedSteps().mapValues(\.count), bytes: data.count)
        // Before it is stored: a result that cannot be read would fail every later attempt.
        let value = try stepResult(Result.self, of: name, from: data)
        try await attempt.write(change.effect)
        attempt.rememberStep(name, data)
        return value
    }

    /// The names of the steps whose results are stored, sorted: those that earlier attempts finished, and this one so far.
    ///
    /// Waits while the store is out of reach.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits, and `JobStoreError` when the store cannot answer for a
    ///   reason that does not pass with time.
    public var finishedSteps: [String] {
        get async throws { try await attempt.stepNames().sorted() }
    }
}

/// Why an attempt's task was cancelled.
public enum CancellationReason: Sendable, Hashable {
    /// A caller requested the job's cancellation.
    case requested
    /// The attempt took longer than its timeout.
    case timedOut
    /// The worker no longer holds the job; the handler's later work has no effect.
    case leaseLost
    /// The worker shuts down and its grace period is over; the job is given back.
    case shutdown
}
