/// The life of a job as Markdown tables, generated from the state machine; `Docs/life-of-a-job.md` shows them.
///
/// Holds circumstances and words, no rule: `JobStateMachine` answers what follows from an event in a circumstance.
package enum TransitionTable {
    /// Two tables: what events change, and which events change nothing.
    package static var markdown: String {
        let answers = circumstances.flatMap { circumstance in
            circumstance.states.map { state in
                let status = circumstance.status(state)
                return Answer(circumstance.name, status, JobStateMachine.decide(status, circumstance.event, now: now))
            }
        }
        let changes = table(["event", "from", "to", "due", "attempts", "error history", "quarantine"], answers.compactMap(\.change))
        let refusals = table(["event", "state", "answer", "because"], answers.compactMap(\.refusal))
        return changes + "\n\n" + refusals
    }

    private static let now = Timestamp(microseconds: 1_000_000_000)
    private static let dueAt = now.advanced(by: .seconds(-10))
    private static let lost = 16
    private static let snoozedUntil = JobTime.after(.seconds(77))

    /// An event, and the relevant properties of the job.
    private struct Circumstance {
        var name: String
        var event: JobEvent
        var states: [JobState] = JobState.allCases
        var change: @Sendable (inout JobStatus) -> Void = { _ in }

        func status(_ state: JobState) -> JobStatus {
            // The third of five attempts, so that one more, one less and none at all differ.
            var status = JobStatus(state: state, attempt: 3, maxAttempts: 5, dueAt: TransitionTable.dueAt)
            if state == .scheduled { status.dueAt = now.advanced(by: .seconds(10)) }
            if state == .running { status.leaseUntil = now.advanced(by: .seconds(60)) }
            change(&status)
            return status
        }
    }

    private static var circumstances: [Circumstance] {
        let failure = JobFailure(type: "", message: "")
        let waiting = JobState.allCases.filter(\.isWaiting)
        let asked: @Sendable (inout JobStatus) -> Void = { $0.cancelRequested = true }
        return [
            Circumstance(name: "claimed", event: .claimed),
            Circumstance(name: "claimed after its deadline", event: .claimed, states: [.pending]) { $0.deadline = now },
            Circumstance(name: "succeeded", event: .succeeded()),
            Circumstance(name: "succeeded, cancel requested", event: .succeeded(), states: [.running], change: asked),
            Circumstance(name: "failed", event: .failed(failure)),
            Circumstance(name: "failed, no attempt left", event: .failed(failure), states: [.running]) { $0.attempt = $0.maxAttempts },
            Circumstance(
                name: "failed, not to be retried", event: .failed(JobFailure(type: "", message: "", advice: .never)), states: [.running]),
            Circumstance(name: "failed, cancel requested", event: .failed(failure), states: [.running], change: asked),
            Circumstance(name: "failed, in quarantine", event: .failed(failure), states: [.running]) { $0.quarantine = 4 },
            Circumstance(name: "snoozed", event: .snoozed(until: snoozedUntil)),
            Circumstance(name: "snoozed, cancel requested", event: .snoozed(until: snoozedUntil), states: [.running], change: asked),
            Circumstance(name: "snoozed, in quarantine", event: .snoozed(until: snoozedUntil), states: [.running]) { $0.quarantine = 4 },
            Circumstance(name: "released", event: .released),
            Circumstance(name: "released, in quarantine", event: .released, states: [.running]) { $0.quarantine = 4 },
            Circumstance(name: "released, cancel requested", event: .released, states: [.running], change: asked),
            Circumstance(name: "cancel", event: .cancel),
            Circumstance(name: "cancel, requested before", event: .cancel, states: [.running], change: asked),
            Circumstance(name: "lease lapsed", event: .leaseLapsed) { if $0.state == .running { $0.leaseUntil = now } },
            Circumstance(name: "lease lapsed, no attempt left", event: .leaseLapsed, states: [.running]) {
                $0.leaseUntil = now
                $0.attempt = $0.maxAttempts
            },
            Circumstance(name: "lease lapsed, lost beside others", event: .leaseLapsed, states: [.running]) {
                $0.leaseUntil = now
                $0.lostTogether = lost
            },
            Circumstance(name: "lease lapsed, lost beside others, no attempt left", event: .leaseLapsed, states: [.running]) {
                $0.leaseUntil = now
                $0.lostTogether = lost
                $0.attempt = $0.maxAttempts
            },
            Circumstance(name: "lease lapsed, lost beside others, in quarantine", event: .leaseLapsed, states: [.running]) {
                $0.leaseUntil = now
                $0.lostTogether = lost
                $0.quarantine = 4
            },
            Circumstance(name: "lease lapsed, lost beside others, alone by quarantine", event: .leaseLapsed, states: [.running]) {
                $0.leaseUntil = now
                $0.lostTogether = lost
                $0.quarantine = 1
            },
            Circumstance(name: "lease lapsed, cancel requested", event: .leaseLapsed, states: [.running]) {
                $0.leaseUntil = now
                $0.cancelRequested = true
            },
            Circumstance(name: "lease lapsed, renewed meanwhile", event: .leaseLapsed, states: [.running]),
            Circumstance(name: "deadline passed", event: .deadlinePassed) { $0.deadline = now },
            Circumstance(name: "deadline passed, none set", event: .deadlinePassed, states: waiting),
            Circumstance(name: "retry by hand", event: .retry),
        ]
    }

    /// The state machine's answer, in words.
    private struct Answer {
        /// The cells of a row with the state in its second; nil where the other table has it.
        var change: [String]?
        var refusal: [String]?

        init(_ name: String, _ job: JobStatus, _ decision: JobDecision) {
            switch decision {
            case .transition(let transition):
                change = [
                    name, job.state.rawValue, TransitionTable.target(transition, from: job.state),
                    TransitionTable.due(transition.due),
                    TransitionTable.attempts(from: job.attempt, to: transition.attempt),
                    transition.consequence?.rawValue ?? "", TransitionTable.quarantine(from: job.quarantine, to: transition.quarantine),
                ]
            case .ignored(let reason): refusal = [name, job.state.rawValue, "ignored", reason]
            case .illegal(let reason): refusal = [name, job.state.rawValue, "illegal", reason]
            }
        }
    }

    private static func target(_ transition: JobTransition, from state: JobState) -> String {
        if state == .running, transition.to == .running { return "running, the request noted" }
        guard let due = transition.due else { return transition.to.rawValue }
        return (due.resolved(at: now) <= now ? JobState.pending : .scheduled).rawValue
    }

    private static func due(_ due: JobTime?) -> String {
        switch due {
        case nil: ""
        case .at(dueAt): "as before: same place in line"
        case snoozedUntil: "when asked for"
        case .now: "now"
        case .after: "now + backoff"
        case .at: "at another time"
        }
    }

    private static func attempts(from before: Int, to after: Int) -> String {
        if after == before { return "" }
        if after == before + 1 { return "counted" }
        if after == before - 1 { return "given back" }
        return "\(after) from now on"
    }

    private static func quarantine(from before: Int?, to after: Int?) -> String {
        switch (before, after) {
        case (nil, nil): ""
        case (_, nil): "ends"
        case (_, 1): "alone"
        case (let before, let after) where before == after: "stays"
        case (nil, lost / 2): "half of those lost"
        case (let before?, let after?) where after == before / 2: "half of it"
        case (_, let after?): "\(after)"
        }
    }

    /// Merges neighbouring rows that differ only in their state.
    private static func table(_ header: [String], _ rows: [[String]]) -> String {
        var merged: [[String]] = []
        for row in rows {
            if var last = merged.last, last[0] == row[0], last.dropFirst(2) == row.dropFirst(2) {
                last[1] += ", " + row[1]
                merged[merged.count - 1] = last
            } else {
                merged.append(row)
            }
        }
        let lines = [header, header.map { _ in "---" }] + merged
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
}
