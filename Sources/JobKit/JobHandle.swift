import Foundation

/// A handle of an enqueued job; any process can follow the job with it.
///
///     let handle = try await queue.enqueue(RenderBook(pages: 3))
///     for try await update in handle.updates {
///         print(update.state, update.progress?.fraction ?? 0)
///     }
///     let book = try await handle.output
public struct JobHandle<J: Job>: Sendable {
    /// All that another process needs to follow the job: see `JobQueue.handle(for:as:)`.
    public let id: JobID
    /// Whether the enqueue that returned this handle stored the job; false where the store already had a job under the given id, and for
    /// handles that come from no enqueue.
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

    /// State and progress: the current ones, and then every change that the queue sees, until the job has ended.
    ///
    ///     for try await update in handle.updates {
    ///         print(update.state, update.progress?.message ?? "")
    ///     }
    ///
    /// Changes in quick succession may be merged into one; the last element has a finished state unless the task was cancelled. Fails with
    /// `JobError.notFound` when the job does not exist, and with `JobStoreError` when the store stays out of reach for a minute.
    public var updates: JobUpdates { JobUpdates(id: id, queue: queue) }

    /// Waits for the job to end and returns the handler's result.
    ///
    /// Where a job is retried by hand at the moment in which it ends, the wait goes on.
    ///
    /// In a handler, the attempt leaves its slot to other jobs while it waits, so that parents in all slots do not block their children.
    /// Ten handlers for each slot may wait; one more gets `JobError.notPossible` at once.
    ///
    /// - Throws: `JobEndedWithoutOutput` when it failed, expired or was cancelled; `JobError.otherKind` when the job is not of this type,
    ///   `.payloadUnreadable` when the output cannot be read as `J.Output`, and `.notPossible` when none was stored; `CancellationError`
    ///   when the task is cancelled; and what `updates` throws.
    public var output: J.Output {
        get async throws { try decodeOutput(await end()) }
    }

    /// Waits for the job to end for at most that long, and returns the handler's result. The job goes on after the timeout.
    ///
    ///     let page = try await handle.output(timeout: .seconds(10))
    ///
    /// - Parameter timeout: by the clock of the queue's environment; with zero or less, only a job that has already ended counts.
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
            // The job may have ended at the same moment.
            guard let record = try await queue.job(id), record.state.isFinished else {
                throw JobError.outputNotInTime(id, timeout: timeout.asDelay)
            }
            return try decodeOutput(record)
        }
    }

    /// The job's record once it has ended. All waiting for a job is done here.
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

/// The job that the caller waited for ended without an output.
public struct JobEndedWithoutOutput: Error, Hashable, CustomStringConvertible {
    /// The id of that job.
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
