import Foundation

/// A job that was enqueued, to be followed from any process.
public struct JobHandle<J: Job>: Sendable {
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
    /// Changes in quick succession may be seen as one; the last element always has a finished state. Fails with `JobError.notFound` when
    /// the job does not exist, and with `JobStoreError` when the store stays out of reach for a minute.
    public var updates: JobUpdates { JobUpdates(id: id, queue: queue) }

    /// Waits for the job to end and returns what its handler returned.
    ///
    /// - Throws: `JobEndedWithoutOutput` when it failed, expired or was cancelled, and what `updates` throws.
    public var output: J.Output {
        get async throws {
            for try await update in updates where update.state.isFinished { break }
            try Task.checkCancellation()
            return try decodeOutput(try await record)
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
    public var state: JobState
    public var attempt: Int
    public var progress: JobProgress?
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
    public let id: JobID
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
            case .expired: "expired before it was started"
            case .scheduled, .pending, .running, .completed: "is \(state.rawValue)"
            }
        return "The \(kind) job \(id) \(ending)" + (lastError.map { ": \($0.message)" } ?? ".")
    }
}
