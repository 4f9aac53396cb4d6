import Foundation
import JobKit

/// A job in the checker's model.
struct KnownJob: Sendable {
    enum Phase: Sendable, Equatable {
        case waiting
        case running(Lease)
        case finished(JobState, at: Timestamp)
    }

    let draft: JobDraft
    let sequence: Int
    var phase = Phase.waiting
    var due: Timestamp
    /// Given as a fixed time, not as a delay.
    var isDueAtFixedTime: Bool
    var deadline: Timestamp?
    var attempt = 0
    var quarantine: Int?
    var cancelRequested = false
    var steps: [String: KnownStep] = [:]
    var progress: JobProgress?
    var failures = 0
    var output: Data?
    /// Each outcome of the job; several only when it was retried by hand.
    var endings: [(state: JobState, output: Data?)] = []

    init(_ draft: JobDraft, sequence: Int, now: Timestamp) {
        self.draft = draft
        self.sequence = sequence
        due = draft.due.dueTime(at: now)
        isDueAtFixedTime = draft.due.isFixed
        deadline = draft.deadline?.resolved(at: now)
    }

    var isFinished: Bool {
        if case .finished = phase { true } else { false }
    }

    var lease: Lease? {
        if case .running(let lease) = phase { lease } else { nil }
    }

    var state: JobState? {
        switch phase {
        case .waiting: nil
        case .running: .running
        case .finished(let state, _): state
        }
    }
}

/// A result of a step that the store has accepted.
struct KnownStep: Sendable {
    var result: Data
    var lease: Lease
    var moment: Int
}

/// The answer to a claim.
struct KnownClaim: Sendable {
    let process: Int
    let members: [JobID]
    let attempts: [Int]
    let moment: Int
    var until: Timestamp
    /// Places that are not settled yet.
    var open: Set<Int>
}

/// An attempt whose handler was started.
struct KnownAttempt: Sendable {
    let id: JobID
    let process: Int
    var output: Data??
    /// The reason of its task's cancellation when the handler threw.
    var cancellation: CancellationReason?
    var lastReport: JobProgress?
}
