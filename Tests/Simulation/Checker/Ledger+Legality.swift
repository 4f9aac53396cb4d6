import Foundation
import JobKit

/// Whether a change that the store has accepted could be decided at all: the life of a job, written a second time.
extension Ledger {
    func checkEnd(of job: KnownJob, _ change: JobChange, _ state: JobState, _ output: Data?) {
        let name = name(change.id)
        switch (change.expecting, state) {
        case (.leased(let lease, _), .completed):
            require(
                attempts[lease]?.output == .some(output),
                "\(name) was completed, and its handler did not return what is stored as its output")
        case (.leased, .failed):
            require(change.failure?.consequence == .failed, "\(name) failed without a word why")
        case (.lapsed, .failed):
            requireLapsed(change)
            require(job.attempt >= job.draft.maxAttempts, "\(name) was given up with attempts left")
            require(isAlone(job), "\(name) was given up for what may have been another's doing")
        case (.leased, .cancelled):
            require(job.cancelRequested, "\(name) was cancelled, and nobody had asked")
        case (.lapsed, .cancelled):
            requireLapsed(change)
            require(job.cancelRequested, "\(name) was cancelled, and nobody had asked")
        case (.waiting, .cancelled):
            require(cancelsAsked.contains(change.id), "\(name) was cancelled, and nobody had asked")
        case (.waiting, .expired):
            require(job.deadline.map { $0 <= latest } ?? false, "\(name) expired before its deadline")
        default:
            require(false, "\(name): nothing that can happen leads to \(describe(change))")
        }
    }

    func checkWait(of job: KnownJob, _ change: JobChange, _ due: JobTime, _ attempt: Int, _ quarantine: Int?) {
        let name = name(change.id)
        switch change.expecting {
        case .leased where change.failure != nil:
            require(attempt == job.attempt, "\(name): a failed attempt was not counted")
            require(job.attempt < job.draft.maxAttempts, "\(name) is to be tried again with no attempt left")
        case .leased:
            require(attempt == job.attempt - 1, "\(name): a snoozed or released attempt was not given back")
        case .lapsed:
            requireLapsed(change)
            require(change.failure != nil, "\(name) was lost with its worker without a word in its history")
            require(attempt == job.attempt || attempt == job.attempt - 1, "\(name): \(attempt) attempts were counted of \(job.attempt)")
            if attempt == job.attempt { require(isAlone(job), "\(name) pays for what may have been another's doing") }
            require(attempt < job.draft.maxAttempts, "\(name) is to be tried again with no attempt left")
            require(due == .after(QuarantinePolicy.backoff(after: job.attempt)), "\(name) does not wait out its backoff")
            require(quarantine.map { $0 >= 1 && $0 <= max(1, (job.quarantine ?? .max) / 2) } ?? false, "\(name) is in no quarantine")
        case .finished(let state):
            require(retriesAsked.contains(change.id) && state != .completed, "\(name) was tried again, and nobody had asked")
            require(attempt == 0, "\(name) was retried by hand without a new budget")
        case .waiting:
            require(false, "\(name): nothing that can happen leads to \(describe(change))")
        }
    }

    /// A worker that could report all outcomes before it left holds nothing that others must wait for.
    func leftInOrder(_ process: Int) {
        let open = claims.values.filter { $0.process == process }.reduce(0) { $0 + $1.open.count }
        require(open == 0, "process \(process) left in order and kept \(open) leases")
    }

    /// No process was killed, frozen or cut off from the store, and no clock was set.
    func undisturbed() {
        require(lapses == 0, "\(lapses) leases lapsed although nothing was wrong")
    }

    /// Whether the job is known to have ended its worker: the worker holds no other job, or the job ran alone.
    private func isAlone(_ job: KnownJob) -> Bool {
        guard let lease = job.lease, let process = claims[lease.token]?.process else { return false }
        return job.quarantine == 1 || claims.values.filter { $0.process == process }.reduce(0) { $0 + $1.open.count } == 1
    }

    private func requireLapsed(_ change: JobChange) {
        guard case .lapsed(let lease, let until) = change.expecting else { return }
        require(until <= latest, "\(name(change.id)) was taken from \(name(lease)) while its lease was good")
    }
}
