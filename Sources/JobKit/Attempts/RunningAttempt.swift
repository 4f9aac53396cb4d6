import Foundation
import Synchronization

/// One attempt while this process holds it: the handler's task, why it was cancelled, and the way to the store under its lease.
///
/// Shared by the handler's context and the worker. It never outlives its worker's run.
final class RunningAttempt: Sendable {
    private struct Storage {
        var state = AttemptState.waiting
        var task: Task<Void, Never>?
        var steps: [String: Data]?
        var usesOwnTransaction = false
        /// Steps that were written in transactions of the handler's, which may be open still or rolled back.
        var stepsElsewhere: Set<String> = []
    }

    /// The attempt whose handler the task belongs to.
    @TaskLocal static var current: RunningAttempt?
    /// Whether the handler has completed the job in a transaction of its own, which may commit or not.
    private let completesElsewhere = Atomic(false)
    /// Jobs to be stored with the attempt's success.
    private let drafts = Mutex<(jobs: [JobDraft], areTaken: Bool)>(([], false))

    let job: ClaimedJob
    /// When the job was claimed.
    let claimed: ClaimMoment
    let runner: AttemptRunner
    /// What the handler reports, newest only.
    let reports = ProgressReports()
    private let storage = Mutex(Storage())

    init(_ held: HeldJob, runner: AttemptRunner) {
        job = held.job
        claimed = held.claimed
        self.runner = runner
    }

    /// The handler is about to write in a transaction of its own. `false` once the attempt is settled: whoever settles it knows of every such transaction.
    func beginOwnTransaction() -> Bool {
        storage.withLock { storage in
            guard !storage.state.isSettled else { return false }
            storage.usesOwnTransaction = true
            return true
        }
    }

    var usesOwnTransaction: Bool { storage.withLock { $0.usesOwnTransaction } }

    func noteCompletionElsewhere() { completesElsewhere.store(true, ordering: .relaxed) }

    var mayBeCompletedElsewhere: Bool { completesElsewhere.load(ordering: .relaxed) }

    /// Whether the handler's own transaction has completed the job; `nil` when the store cannot say at the moment. A job that is gone was completed, and
    /// removed after its retention.
    func isCompletedElsewhere() async -> Bool? {
        guard mayBeCompletedElsewhere else { return false }
        guard let found = try? await runner.store.jobs(JobsRequest([job.id], detail: .status)) else { return nil }
        return found.first.map { $0.state == .completed } ?? true
    }

    /// `false` behind a completion in a transaction of the handler's, which has taken them.
    func add(followUp draft: JobDraft) -> Bool {
        drafts.withLock { drafts in
            if !drafts.areTaken { drafts.jobs.append(draft) }
            return !drafts.areTaken
        }
    }

    /// In the order in which the handler enqueued them.
    var followUps: [JobDraft] { drafts.withLock { $0.jobs } }

    /// For a completion in a transaction of the handler's: none is added any more, until that has failed.
    func takeFollowUps() -> [JobDraft] {
        drafts.withLock { drafts in
            drafts.areTaken = true
            return drafts.jobs
        }
    }

    func reopenFollowUps() {
        if !mayBeCompletedElsewhere { drafts.withLock { $0.areTaken = false } }
    }

    /// What the kind's handler says about failures.
    var retry: RetryPolicy { runner.handlers.handler(of: job.kind)?.options.retry ?? .default }

    /// How long the attempt may take: the job's own limit, or else its handler's.
    var timeout: Duration? { job.timeout ?? runner.handlers.handler(of: job.kind)?.options.timeout }

    var cancellation: CancellationReason? { storage.withLock { $0.state.cancellation } }

    /// Whether the attempt's outcome is on its way, or was given up.
    var isSettled: Bool { storage.withLock { $0.state.isSettled } }

    /// Since when the handler runs; `nil` when it does not.
    var runningSince: Duration? { storage.withLock { $0.state.runningSince } }

    func started(_ task: Task<Void, Never>) {
        let cancelsAtOnce = storage.withLock { storage in
            storage.task = task
            return storage.state.cancellation != nil
        }
        if cancelsAtOnce { task.cancel() }
    }

    /// Whether the handler may begin: true once, and not when the attempt is over.
    func begin(at uptime: Duration) -> Bool { storage.withLock { $0.state.begin(at: uptime) } }

    /// Cancels the handler's task; an attempt whose handler has not begun is given back instead.
    func cancel(_ reason: CancellationReason) {
        let (cancelling, task) = storage.withLock { ($0.state.cancel(reason), $0.task) }
        switch cancelling {
        case .cancelHandler: task?.cancel()
        case .release: runner.add(self, .released, cancellation: reason)
        }
    }

    /// Whether the caller is the one to settle the attempt, and why it was cancelled, if it was.
    func takeSettling() -> (isTaken: Bool, cancellation: CancellationReason?) {
        storage.withLock { ($0.state.settle(), $0.state.cancellation) }
    }

    /// Whether the caller is the one to watch the cancelled handler: true once, and not when the attempt is over.
    func takeWatching() -> Bool { storage.withLock { $0.state.watch() } }

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

    /// The stored results of the job's steps, read once an attempt; where the handler writes some in transactions of its own, each time.
    func storedSteps() async throws -> [String: Data] {
        if let steps = storage.withLock({ $0.stepsElsewhere.isEmpty ? $0.steps : nil }) { return steps }
        let steps = try await readSteps()
        return storage.withLock { storage in
            guard storage.stepsElsewhere.isEmpty else { return steps }
            storage.steps = steps.merging(storage.steps ?? [:]) { _, own in own }
            return storage.steps ?? [:]
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
        if let steps = storage.withLock({ $0.stepsElsewhere.isEmpty ? $0.steps : nil }) { return Array(steps.keys) }
        return Array(try await readSteps(.names).keys)
    }

    func noteStepElsewhere(_ name: String) { storage.withLock { _ = $0.stepsElsewhere.insert(name) } }

    func isStepElsewhere(_ name: String) -> Bool { storage.withLock { $0.stepsElsewhere.contains(name) } }

    func rememberStep(_ name: String, _ result: Data) {
        storage.withLock { $0.steps?[name] = result }
    }
}
