import Foundation
import JobKit

/// Whether a change that the store has taken could be decided at all: the life of a job, written a second time.
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

    func checkWait(of job: KnownJob, _ change: JobChange, _ due: JobTime, _ attempt: Int) {
        let name = name(change.id)
        switch change.expecting {
        case .leased where change.failure != nil:
            require(attempt == job.attempt, "\(name): a failed attempt was not counted")
            require(job.attempt < job.draft.maxAttempts, "\(name) is to be tried again with no attempt left")
        case .leased:
            require(attempt == job.attempt - 1, "\(name): a snoozed or released attempt was not given back")
        case .lapsed:
            requireLapsed(change)
            require(attempt == job.attempt && change.failure != nil, "\(name): the attempt of a lapsed lease was not counted")
            require(job.attempt < job.draft.maxAttempts, "\(name) is to be tried again with no attempt left")
            require(due == .at(job.due), "\(name) lost its place in line with its worker")
        case .finished(let state):
            require(retriesAsked.contains(change.id) && state != .completed, "\(name) was tried again, and nobody had asked")
            require(attempt == 0, "\(name) was retried by hand without a new budget")
        case .waiting:
            require(false, "\(name): nothing that can happen leads to \(describe(change))")
        }
    }

    /// A worker that could say its last word before it left has nothing left that others must wait for.
    func leftInOrder(_ process: Int) {
        let open = claims.values.filter { $0.process == process }.reduce(0) { $0 + $1.open.count }
        require(open == 0, "process \(process) left in order and kept \(open) leases")
    }

    /// Nobody was killed, frozen or cut off from the store, and no clock was touched.
    func undisturbed() {
        require(lapses == 0, "\(lapses) leases lapsed although nothing was wrong")
    }

    private func requireLapsed(_ change: JobChange) {
        guard case .lapsed(let lease, let until) = change.expecting else { return }
        require(until <= latest, "\(name(change.id)) was taken from \(name(lease)) while its lease was good")
    }
}
