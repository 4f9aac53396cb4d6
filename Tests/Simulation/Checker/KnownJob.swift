import Foundation
import JobKit

/// A job as the checker believes it to be.
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
    /// Given as a time, not as a delay.
    var isDueAtFixedTime: Bool
    var deadline: Timestamp?
    var attempt = 0
    var quarantine: Int?
    var cancelRequested = false
    var steps: [String: KnownStep] = [:]
    var progress: JobProgress?
    var failures = 0
    var output: Data?
    /// Each outcome that the job has had; several only when it was retried by hand.
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

/// A result of a step that the store has taken.
struct KnownStep: Sendable {
    var result: Data
    var lease: Lease
    var moment: Int
}

/// What a claim was answered.
struct KnownClaim: Sendable {
    let process: Int
    let members: [JobID]
    let attempts: [Int]
    let moment: Int
    var until: Timestamp
    /// Places that are not settled yet.
    var open: Set<Int>
}

/// An attempt that a handler was started for.
struct KnownAttempt: Sendable {
    let id: JobID
    let process: Int
    var output: Data??
    /// Why its task had been cancelled when the handler threw.
    var cancellation: CancellationReason?
    var lastReport: JobProgress?
}
