import Foundation

/// A job that was enqueued, to be followed from any process.
public struct JobHandle<J: Job>: Sendable {
    /// All that another process needs to follow the job: see `JobQueue.handle(for:as:)`.
    public let id: JobID
    let queue: JobQueue

    /// The job as the store has it now.
    ///
    /// - Throws: `JobError.notFound`.
    public var record: JobRecord {
        get async throws {
            guard let record = try await queue.job(id) else { throw JobError.notFound(id) }
            return record
        }
    }

    /// State and progress: what they are now, and then every change that is seen, until the job has ended.
    ///
    /// Changes in quick succession may be seen as one; the last element has a finished state unless the task was cancelled. Fails with `JobError.notFound` when
    /// the job does not exist, and with `JobStoreError` when the store stays out of reach for a minute.
    public var updates: JobUpdates { JobUpdates(id: id, queue: queue) }

    /// Waits for the job to end and returns what its handler returned.
    ///
    /// - Throws: `JobEndedWithoutOutput` when it failed, expired or was cancelled; `JobError.payloadUnreadable` when the output cannot be read as
    ///   `J.Output`, and `.notPossible` when none was stored; `CancellationError` when the task is cancelled; and what `updates` throws.
    public var output: J.Output {
        get async throws {
            var iterator = updates.makeAsyncIterator()
            while let update = try await iterator.next(), !update.state.isFinished {}
            try Task.checkCancellation()
            // As it was seen to end: by now it may be retried by hand, or pruned.
            guard let record = iterator.record else { throw JobError.notFound(id) }
            return try decodeOutput(record)
        }
    }

    private func decodeOutput(_ record: JobRecord) throws -> J.Output {
        guard record.state == .completed else { throw JobEndedWithoutOutput(record) }
        if let nothing = NoOutput() as? J.Output { return nothing }
        do {
            guard let output = record.output else { throw JobError.notPossible(id, reason: "no output was stored") }
            return try queue.services.codec.decode(J.Output.self, from: output)
        } catch let error as DecodingError {
            throw JobError.payloadUnreadable(kind: record.kind, version: record.version, cause: "its output: \(describeDecoding(error))")
        }
    }
}

/// How a job stands.
public struct JobUpdate: Sendable, Hashable {
    /// By the store's clock at the moment of looking.
    public var state: JobState
    /// Starts counted so far, a running one included; see `JobRecord.attempt`.
    public var attempt: Int
    /// The latest report, which is an earlier attempt's until this one has reported.
    public var progress: JobProgress?
    /// Whether somebody asked for the running job to be cancelled; false again once the attempt is over.
    public var cancelRequested: Bool

    init(_ record: JobRecord) {
        state = record.state
        attempt = record.attempt
        progress = record.progress
        cancelRequested = record.cancelRequestedAt != nil
    }
}

/// The job that was waited for ended without an output.
public struct JobEndedWithoutOutput: Error, Hashable, CustomStringConvertible {
    /// The job that was waited for.
    public let id: JobID
    /// The kind under which the job is stored, which may be an alias of its type's.
    public let kind: String
    /// Failed, cancelled or expired.
    public let state: JobState
    /// The last entry of the error history, if there is one.
    public let lastError: AttemptError?

    init(_ record: JobRecord) {
        id = record.id
        kind = record.kind
        state = record.state
        lastError = record.errors.last
    }

    public var description: String {
        let ending =
            switch state {
            case .failed: "failed"
            case .cancelled: "was cancelled"
            case .expired: "expired while it waited to be started"
            case .scheduled, .pending, .running, .completed: "is \(state.rawValue)"
            }
        return "The \(kind) job \(id) \(ending)" + (lastError.map { ": \($0.message)" } ?? ".")
    }
}
