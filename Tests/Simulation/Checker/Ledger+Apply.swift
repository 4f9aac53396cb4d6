import Foundation
import JobKit

/// Changes at the store's interface: who may report on a job, and the job's state afterwards.
extension Ledger {
    mutating func applied(_ changes: [JobChange], _ results: [ApplyResult], process: Int, now: Timestamp) {
        looked(now: now)
        require(results.count == changes.count, "\(changes.count) changes were answered \(results.count) times")
        for (change, result) in zip(changes, results) {
            let expected = answer(to: change, now: now)
            trace.tell(now, 20, change.id.low, expected == .applied ? 1 : 0) { "\(name(change.id)) \(describe(change)): \(result)" }
            require(result == expected, "\(name(change.id)): \(describe(change)) was answered \(result), not \(expected)")
            guard expected == .applied else { continue }
            requireHolder(change, process)
            write(change, now: now)
        }
    }

    /// Only the holder of a lease may write under it; others may only request a cancellation.
    private func requireHolder(_ change: JobChange, _ process: Int) {
        guard case .leased(let lease, _) = change.expecting, change.effect != .noteCancelRequest else { return }
        require(
            claims[lease.token]?.process == process, "\(name(change.id)): process \(process) spoke under a lease that it does not hold")
        require(
            change.failure == nil || change.failure?.consequence == .cancelled || attempts[lease]?.cancellation != .shutdown,
            "\(name(change.id)): an attempt that a shutdown cut short was taken for a failure")
    }

    /// Only the holder of the live lease may write; a decision without knowledge of a request to cancel is made again.
    private func answer(to change: JobChange, now: Timestamp) -> ApplyResult {
        guard let job = jobs[change.id] else { return .missing }
        var knowsOfRequest = false
        switch change.expecting {
        case .waiting:
            let isTooEarly = change.effect == .finish(.expired, output: nil) && job.deadline.map { $0 > now } ?? true
            return job.phase == .waiting && !isTooEarly ? .applied : .superseded
        case .finished(let state): return job.state == state && job.isFinished ? .applied : .superseded
        case .leased(let lease, let cancelRequested):
            guard job.lease == lease else { return .superseded }
            knowsOfRequest = cancelRequested
        case .lapsed(let lease, let until):
            guard job.lease == lease, claims[lease.token]?.until == until else { return .superseded }
        }
        if case .wait = change.effect, job.cancelRequested, !knowsOfRequest { return .cancelRequested }
        return .applied
    }

    private mutating func write(_ change: JobChange, now: Timestamp) {
        guard var job = jobs[change.id] else { return }
        let name = name(change.id)
        let lease = job.lease
        switch change.effect {
        case .finish(let state, let output):
            checkEnd(of: job, change, state, output)
            close(&job)
            job.phase = .finished(state, at: now)
            job.output = output
            job.endings.append((state, output))
        case .wait(let due, let attempt, let deadline, let quarantine):
            checkWait(of: job, change, due, attempt, quarantine)
            close(&job)
            job.phase = .waiting
            (job.due, job.attempt, job.deadline, job.quarantine) = (
                due.dueTime(at: now, backTo: lease == nil ? nil : job.due), attempt, deadline, quarantine
            )
            job.isDueAtFixedTime = due.isFixed
        case .noteCancelRequest:
            require(cancelsAsked.contains(change.id), "\(name) was to be cancelled, and nobody had asked")
            job.cancelRequested = true
        case .report(let progress):
            job.progress = progress
            if let lease { attempts[lease]?.lastReport = progress }
        case .saveStep(let step, let result):
            if let stored = job.steps[step] {
                require(stored.result == result, "\(name): the stored result of \(step) was overwritten by another")
            } else if let lease {
                job.steps[step] = KnownStep(result: result, lease: lease, moment: nextMoment())
            }
        }
        if change.failure != nil { job.failures += 1 }
        if case .lapsed = change.expecting { lapses += 1 }
        jobs[change.id] = job
    }

    private mutating func close(_ job: inout KnownJob) {
        job.cancelRequested = false
        guard let lease = job.lease else { return }
        claims[lease.token]?.open.remove(lease.place)
    }

    func describe(_ change: JobChange) -> String {
        let expecting =
            switch change.expecting {
            case .waiting: "waiting"
            case .leased(let lease, _): "under \(name(lease))"
            case .lapsed(let lease, _): "lapsed \(name(lease))"
            case .finished(let state): "\(state)"
            }
        let effect =
            switch change.effect {
            case .finish(let state, _): "finish \(state)"
            case .wait(let due, let attempt, _, _): "wait until \(due) with \(attempt) counted"
            case .noteCancelRequest: "note the wish to cancel"
            case .report(let progress): "report \(progress.stage)"
            case .saveStep(let step, _): "store \(step)"
            }
        return "\(expecting) → \(effect)" + (change.failure.map { " (\($0.type))" } ?? "")
    }
}
