import Foundation
import JobKit

/// The actions of handlers, and their results.
extension Ledger {
    mutating func started(_ id: JobID, _ lease: Lease, attempt: Int, process: Int, now: Timestamp) {
        trace.tell(now, 30, id.low, UInt64(attempt)) { "process \(process) started \(name(id))#\(attempt) under \(name(lease))" }
        guard let claim = claims[lease.token], claim.members.indices.contains(lease.place), claim.members[lease.place] == id else {
            return require(false, "\(name(id)) ran under a lease that was never given")
        }
        require(claim.process == process, "\(name(id)) ran in another process than the one that claimed it")
        require(claim.attempts[lease.place] == attempt, "\(name(id)) ran as another attempt than the one that was counted")
        require(attempts[lease] == nil, "\(name(id)) was started twice under one lease")
        attempts[lease] = KnownAttempt(id: id, process: process)
        let running = attempts.count { $0.value.process == process && isOpen($0.key) }
        require(
            running <= concurrency[process] ?? 0, "process \(process) holds \(running) started jobs in \(concurrency[process] ?? 0) slots")
    }

    /// Whether the store still waits for the outcome.
    private func isOpen(_ lease: Lease) -> Bool { claims[lease.token]?.open.contains(lease.place) ?? false }

    mutating func returned(_ lease: Lease, _ output: Data?, now: Timestamp) {
        attempts[lease]?.output = .some(output)
        trace.tell(now, 31, lease.token.low) { "the handler under \(name(lease)) returned" }
    }

    mutating func threw(_ lease: Lease, _ error: any Error, cancelled: CancellationReason?, now: Timestamp) {
        attempts[lease]?.cancellation = cancelled
        trace.tell(now, 32, lease.token.low) { "the handler under \(name(lease)) threw \(error)" }
    }

    /// The body of a step runs: it must not when a result was stored before this attempt began, or by this attempt.
    func ranStep(_ step: String, of id: JobID, _ lease: Lease, now: Timestamp) {
        trace.tell(now, 33, id.low) { "\(step) of \(name(id)) runs under \(name(lease))" }
        guard let stored = jobs[id]?.steps[step], let claim = claims[lease.token] else { return }
        require(
            stored.lease != lease && stored.moment > claim.moment, "\(name(id)): the body of \(step) ran again after its result was stored")
    }

    func heardStep(_ step: String, of id: JobID, _ result: Data, now: Timestamp) {
        trace.tell(now, 34, id.low) { "\(step) of \(name(id)) has its result" }
        guard !pruned.contains(id) else { return }
        require(
            jobs[id]?.steps[step]?.result == result, "\(name(id)): the result of \(step) that a handler was given is not the stored one")
    }

    func heardReport(_ progress: JobProgress, of id: JobID, _ lease: Lease, now: Timestamp) {
        trace.tell(now, 35, id.low) { "the report \(progress.stage) of \(name(id)) is acknowledged" }
        require(attempts[lease]?.lastReport == progress, "\(name(id)): an acknowledged report was not stored")
    }

    /// The result for a caller that waited for the end.
    func followed(_ id: JobID, _ state: JobState, _ output: Data?, now: Timestamp) {
        trace.tell(now, 36, id.low) { "a follower of \(name(id)) was told \(state)" }
        guard !pruned.contains(id) else { return }
        require(
            jobs[id]?.endings.contains { $0.state == state && $0.output == output } ?? false,
            "a follower of \(name(id)) was told of an ending that it never had")
    }
}
