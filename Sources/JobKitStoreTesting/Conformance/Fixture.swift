import Foundation

/// Values for cases. No two fields of a job are equal, so that a store that mixes them up is detected.
public enum Fixture {
    /// The queue of drafts that name none.
    public static let queue = "queue.a"
    /// The kind of drafts that name none.
    public static let kind = "kind.a"

    /// A distinct id for each number, later numbers sorting later.
    public static func id(_ n: Int) -> JobID {
        JobID(high: 0x0194_2507_0000_7000 + UInt64(n) << 16, low: 0x8000_0000_0000_0000 | UInt64(n))
    }

    /// A distinct token for each number: claims with the same number are one claim, repeated.
    public static func token(_ n: Int) -> ClaimToken {
        ClaimToken(high: 0xF000_0000_0000_0000 | UInt64(n), low: 0xE000_0000_0000_0000 | UInt64(n))
    }

    /// A job that is due at once; values that are not given depend on `n`, except for queue and kind.
    public static func draft(
        _ n: Int, kind: String = Fixture.kind, queue: String = Fixture.queue, priority: JobPriority = .normal, due: JobTime = .now,
        deadline: JobTime? = nil, maxAttempts: Int = 5, tags: [String]? = nil, payload: Data? = nil
    ) -> JobDraft {
        JobDraft(
            id: id(n), kind: kind, payload: payload ?? Data("payload.\(n)".utf8), version: 20 + n, queue: queue, priority: priority,
            due: due,
            deadline: deadline, maxAttempts: maxAttempts, timeout: .milliseconds(70_000 + n), tags: tags ?? ["tag.\(n).b", "tag.\(n).a"],
            headers: ["header.\(n).a": "value.\(n).a", "header.\(n).b": "value.\(n).b"])
    }

    /// A failure that a policy may retry.
    public static let passing = JobFailure(type: "Fixture.Passing", message: "the line was busy")
    /// A failure that forbids a retry.
    public static let fatal = JobFailure(type: "Fixture.Fatal", message: "no such address", advice: .never)

    /// The state machine's transition for an event, which must be one.
    public static func transition(
        of status: JobStatus, _ event: JobEvent, now: Timestamp, retry: RetryPolicy = .fixed(.seconds(30), maxAttempts: 5)
    ) throws -> JobTransition {
        let decision = JobStateMachine.decide(status, event, now: now, retry: retry)
        guard case .transition(let transition) = decision else {
            throw ConformanceFailure(message: "the machine answers \(event) with \(decision)", file: #fileID, line: #line)
        }
        return transition
    }
}

extension JobEvent {
    /// The reason why the attempt did not succeed, for an event that has one.
    var failure: JobFailure? {
        switch self {
        case .failed(let failure): failure
        case .claimed, .succeeded, .snoozed, .released, .cancel, .leaseLapsed, .deadlinePassed, .retry: nil
        }
    }
}
