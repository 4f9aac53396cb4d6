import Foundation
import Synchronization

/// One attempt while this process holds it: the handler's task, why it was cancelled, and the way to the store under its lease.
///
/// Shared by the handler's context, the worker, and whoever cancels. It never outlives its worker's run.
final class RunningAttempt: Sendable {
    private struct State {
        var task: Task<Void, Never>?
        var cancellation: CancellationReason?
        /// Whether somebody has taken it upon himself to settle the attempt; later outcomes are dropped.
        var isSettled = false
        /// Whether somebody sees to it that a handler which was cancelled does not stay for ever.
        var isWatched = false
        var steps: [String: Data]?
    }

    let job: ClaimedJob
    let runner: AttemptRunner
    /// What the handler reports, newest only.
    let reports = ProgressReports()
    private let state = Mutex(State())

    init(job: ClaimedJob, runner: AttemptRunner) {
        self.job = job
        self.runner = runner
    }

    /// What the kind's handler says about failures.
    var retry: RetryPolicy { runner.handlers.handler(of: job.kind)?.options.retry ?? .default }

    var cancellation: CancellationReason? { state.withLock { $0.cancellation } }

    /// Whether the attempt's outcome is on its way, or was given up.
    var isSettled: Bool { state.withLock { $0.isSettled } }

    func started(_ task: Task<Void, Never>) {
        let cancelsAtOnce = state.withLock { state in
            state.task = task
            return state.cancellation != nil
        }
        if cancelsAtOnce { task.cancel() }
    }

    /// Cancels the handler's task. The first reason stays, except that a lost lease overrides all others: nothing may be settled then.
    func cancel(_ reason: CancellationReason) {
        let task = state.withLock { state in
            if state.cancellation == nil || reason == .leaseLost { state.cancellation = reason }
            return state.task
        }
        task?.cancel()
    }

    /// Whether the caller is the one to settle the attempt: true once.
    func takeSettling() -> Bool {
        state.withLock { state in
            if state.isSettled { return false }
            state.isSettled = true
            return true
        }
    }

    /// Whether the caller is the one to watch the cancelled handler: true once, and not when the attempt is over.
    func takeWatching() -> Bool {
        state.withLock { state in
            if state.isWatched || state.isSettled { return false }
            state.isWatched = true
            return true
        }
    }

    /// Stores a report or a step result under the lease; returns once it is stored.
    func write(_ effect: JobChange.Effect) async throws {
        let change = JobChange(id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: effect)
        switch try await runner.changes.write(change) {
        case .applied, .cancelRequested: return
        case .superseded, .missing:
            cancel(.leaseLost)
            throw JobError.leaseLost(job.id)
        }
    }

    /// The stored results of the job's steps, read once an attempt.
    func storedSteps() async throws -> [String: Data] {
        if let steps = state.withLock({ $0.steps }) { return steps }
        let steps = try await readSteps()
        return state.withLock { state in
            state.steps = steps.merging(state.steps ?? [:]) { _, own in own }
            return state.steps ?? [:]
        }
    }

    /// A store out of reach is waited for: the steps are worth more than the time.
    private func readSteps(_ detail: StepsRequest.Detail = .results) async throws -> [String: Data] {
        let environment = runner.services.environment
        var backoff = Backoff()
        while true {
            do {
                return try await runner.store.stepResults(StepsRequest(job.id, detail: detail))
            } catch let error as JobStoreError where error.isTransient {
                try await environment.sleep(backoff.next(environment))
            }
        }
    }

    /// The names alone, which are read without the results unless those are at hand.
    func stepNames() async throws -> [String] {
        if let steps = state.withLock({ $0.steps }) { return Array(steps.keys) }
        return Array(try await readSteps(.names).keys)
    }

    func rememberStep(_ name: String, _ result: Data) {
        state.withLock { $0.steps?[name] = result }
    }
}
