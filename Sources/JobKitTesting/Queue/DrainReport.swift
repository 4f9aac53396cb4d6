/// The result of a drain, and the jobs that it left.
public struct DrainReport: Sendable {
    /// Every attempt, in the order in which they were made.
    public internal(set) var attempts: [DrainedAttempt] = []
    /// How many jobs expired during the drain, because their deadline had passed.
    public internal(set) var expired = 0
    /// The jobs that have not ended, oldest first: later ones, those without a handler, those of other or paused queues, those that other
    /// workers run.
    public internal(set) var left: [JobRecord] = []

    /// The attempts that completed their job.
    public var completed: [DrainedAttempt] { attempts(.completed) }
    /// The attempts whose handler threw and that were, or will be, followed by another.
    public var retried: [DrainedAttempt] { attempts(.retried) }
    /// The attempts that failed their job for good; `error` is the reason.
    public var failed: [DrainedAttempt] { attempts(.failed) }
    /// The attempts that snoozed their job.
    public var snoozed: [DrainedAttempt] { attempts(.snoozed) }
    /// The attempts that ended with their job cancelled.
    public var cancelled: [DrainedAttempt] { attempts(.cancelled) }
    /// The jobs that wait for a later time.
    public var scheduled: [JobRecord] { left.filter { $0.state == .scheduled } }
    /// The jobs that are due and were not run: no handler takes their kind, or their queue is paused or not among those drained.
    public var untouched: [JobRecord] { left.filter { $0.state == .pending } }

    private func attempts(_ outcome: DrainedAttempt.Outcome) -> [DrainedAttempt] {
        attempts.filter { $0.outcome == outcome }
    }

    /// Throws an error that lists the exceptions when an attempt failed, was to be retried, was cancelled or lost, when a job expired, or
    /// when a due job was left untouched.
    ///
    /// - Throws: `JobExpectationFailure`.
    public func requireNoFailures(file: String = #fileID, line: Int = #line) throws {
        let trouble =
            attempts.filter { $0.outcome != .completed && $0.outcome != .snoozed }.map { "\($0)" }
            + (expired > 0 ? ["expired before they were started: \(expired)"] : [])
            + untouched.map { "\($0.kind) \($0.id) is due and was not run \($0.brief)" }
        guard !trouble.isEmpty else { return }
        throw JobExpectationFailure("Not all went well: \(self)" + trouble.map { "\n  \($0)" }.joined(), file: file, line: line)
    }
}

extension DrainReport: CustomStringConvertible {
    /// `3 attempts: 2 completed, 1 retried; 0 expired, 1 still scheduled, 0 untouched`
    public var description: String {
        let outcomes = DrainedAttempt.Outcome.allCases.map { outcome in (outcome, attempts(outcome).count) }.filter { $0.1 > 0 }
        let parts = outcomes.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
        return "\(attempts.count) \(attempts.count == 1 ? "attempt" : "attempts")\(parts.isEmpty ? "" : ": " + parts); "
            + "\(expired) expired, \(scheduled.count) still scheduled, \(untouched.count) untouched"
    }
}
