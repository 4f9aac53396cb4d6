import Foundation

/// A job that was enqueued, to be followed from any process.
public struct JobHandle<J: Job>: Sendable {
    /// All that another process needs to follow the job: see `JobQueue.handle(for:as:)`.
    public let id: JobID
    /// Whether the enqueue that gave this handle stored the job; false where the store had it already under the id that was given, and for handles
    /// that come from no enqueue.
    public let isNew: Bool
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
    /// A job that is retried by hand in the moment in which it has ended is waited for again.
    ///
    /// In a handler, its attempt leaves its slot to other jobs meanwhile, so that parents in all slots do not keep their children waiting. Ten handlers
    /// for each slot may wait; one more is told `JobError.notPossible` at once.
    ///
    /// - Throws: `JobEndedWithoutOutput` when it failed, expired or was cancelled; `JobError.otherKind` when the job is not of this type,
    ///   `.payloadUnreadable` when the output cannot be read as `J.Output`, and `.notPossible` when none was stored; `CancellationError` when the task
    ///   is cancelled; and what `updates` throws.
    public var output: J.Output {
        get async throws { try decodeOutput(await end()) }
    }

    /// Waits for the job to end for at most that long, and returns what its handler returned. The job goes on when the time is over.
    ///
    ///     let page = try await handle.output(timeout: .seconds(10))
    ///
    /// - Parameter timeout: by the clock of the queue's environment; of zero or less, only a job that has ended is in time.
    /// - Throws: `JobError.outputNotInTime` when the job has not ended by then, and what `output` throws.
    public func output(timeout: Duration) async throws -> J.Output {
        try await withThrowingTaskGroup(of: J.Output?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await output }
            group.addTask {
                try await queue.services.environment.sleep(max(.zero, timeout))
                return nil
            }
            if let first = try await group.next(), let output = first { return output }
            // It may have ended in the same moment.
            guard let record = try await queue.job(id), record.state.isFinished else {
                throw JobError.outputNotInTime(id, timeout: timeout.asDelay)
            }
            return try decodeOutput(record)
        }
    }

    /// The job as it was seen to end. All waiting for a job is done here.
    private func end() async throws -> JobRecord {
        let subscription = queue.watcher.follow(id, wantsRecord: true)
        return try await givingUpSlot(for: id) {
            while let record = try await subscription.next() {
                if record.state.isFinished { return record }
            }
            throw CancellationError()
        }
    }

    private func decodeOutput(_ record: JobRecord) throws -> J.Output {
        guard J.isStored(as: record.kind) else { throw JobError.otherKind(id, kind: record.kind, expected: J.kind) }
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
