import Foundation
import Synchronization

/// One attempt while this process holds it: the handler's task, the reason of its cancellation, and the way to the store under its lease.
///
/// Shared by the handler's context and the worker. It never outlives its worker's run.
final class RunningAttempt: Sendable {
    private struct Storage {
        var state = AttemptState.waiting
        var task: Task<Void, Never>?
        /// Created when a field of it is first needed.
        var extras: Extras?

        mutating func withExtras<Value>(_ body: (Extras) -> Value) -> Value {
            let extras = extras ?? Extras()
            self.extras = extras
            return body(extras)
        }
    }

    /// State that few handlers use: an attempt without it is cheaper to create and to free.
    private final class Extras {
        var steps: [String: Data]?
        /// The handler's progress reports, of which the newest is kept.
        let reports = ProgressReports()
        /// Jobs to be stored with the attempt's success.
        var followUps: [JobDraft] = []
        /// Whether a completion in a transaction of the handler's has taken them.
        var areFollowUpsTaken = false
        var usesOwnTransaction = false
        /// Whether the handler has completed the job in a transaction of its own, which may still commit or roll back.
        var completesElsewhere = false
        /// Steps that were written in the handler's transactions, which may still be open or rolled back.
        var stepsElsewhere: Set<String> = []
    }

    /// The attempt whose handler the task belongs to.
    @TaskLocal static var current: RunningAttempt?

    let held: HeldJob
    let runner: AttemptRunner
    /// `nil` for one that the worker does not handle.
    let kind: HandledKind?
    private let storage = Mutex(Storage())

    init(_ held: HeldJob, runner: AttemptRunner) {
        self.held = held
        self.runner = runner
        kind = runner.kinds[held.job.kind]
    }

    var job: ClaimedJob { held.job }

    var reports: ProgressReports { storage.withLock { $0.withExtras(\.reports) } }

    /// Notes that the handler is about to write in a transaction of its own. `false` once the attempt is settled: its settle knows every
    /// such transaction.
    func beginOwnTransaction() -> Bool {
        storage.withLock { storage in
            guard !storage.state.isSettled else { return false }
            storage.withExtras { $0.usesOwnTransaction = true }
            return true
        }
    }

    /// For the change that settles the attempt: the jobs that its success enqueues, and whether its handler has written in a transaction of
    /// its own.
    var ending: (followUps: [JobDraft], usesOwnTransaction: Bool) {
        storage.withLock { storage in storage.extras.map { ($0.followUps, $0.usesOwnTransaction) } ?? ([], false) }
    }

    func noteCompletionElsewhere() { storage.withLock { $0.withExtras { $0.completesElsewhere = true } } }

    var mayBeCompletedElsewhere: Bool { storage.withLock { $0.extras?.completesElsewhere ?? false } }

    /// The jobs of these attempts that their handlers' own transactions have completed; `nil` when the store cannot answer now. A missing
    /// job counts as completed: it was removed after its retention.
    static func completedElsewhere(_ attempts: [RunningAttempt], in store: any JobStore) async -> Set<JobID>? {
        let ids = attempts.filter(\.mayBeCompletedElsewhere).map(\.held.job.id)
        guard !ids.isEmpty else { return [] }
        guard let found = try? await store.jobs(JobsRequest(ids, detail: .status)) else { return nil }
        return Set(ids).subtracting(found.filter { $0.state != .completed }.map(\.id))
    }

    /// Adds a follow-up, in the handler's order of enqueueing. `false` after a completion in the handler's own transaction, which took
    /// them.
    func add(followUp draft: JobDraft) -> Bool {
        storage.withLock { storage in
            storage.withExtras { extras in
                if !extras.areFollowUpsTaken { extras.followUps.append(draft) }
                return !extras.areFollowUpsTaken
            }
        }
    }

    /// For a completion in a transaction of the handler's: no follow-up is added any more, unless that completion fails.
    func takeFollowUps() -> [JobDraft] {
        storage.withLock { storage in
            storage.withExtras { extras in
                extras.areFollowUpsTaken = true
                return extras.followUps
            }
        }
    }

    func reopenFollowUps() {
        storage.withLock { $0.withExtras { if !$0.completesElsewhere { $0.areFollowUpsTaken = false } } }
    }

    /// The retry policy of the kind's handler.
    var retry: RetryPolicy { kind?.handler.options.retry ?? .default }

    /// How long the attempt may take: the job's own limit, or else its handler's.
    var timeout: Duration? { held.job.timeout ?? kind?.handler.options.timeout }

    var cancellation: CancellationReason? { storage.withLock { $0.state.cancellation } }

    /// Whether the attempt's outcome has been queued, or the attempt was given up.
    var isSettled: Bool { storage.withLock { $0.state.isSettled } }

    /// The uptime at which the handler began; `nil` when it does not run.
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

    /// Whether the caller settles the attempt, and why it was cancelled, if it was.
    func takeSettling() -> (isTaken: Bool, cancellation: CancellationReason?) {
        storage.withLock { ($0.state.settle(), $0.state.cancellation) }
    }

    /// Whether the caller watches the cancelled handler: true once, and not when the attempt is over.
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

    /// The stored results of the job's steps, read once per attempt; read each time where the handler writes steps in transactions of its
    /// own.
    func storedSteps() async throws -> [String: Data] {
        if let steps = knownSteps { return steps }
        let steps = try await readSteps()
        return storage.withLock { storage in
            storage.withExtras { extras in
                guard extras.stepsElsewhere.isEmpty else { return steps }
                let all = steps.merging(extras.steps ?? [:]) { _, own in own }
                extras.steps = all
                return all
            }
        }
    }

    private var knownSteps: [String: Data]? {
        storage.withLock { storage in storage.extras.flatMap { $0.stepsElsewhere.isEmpty ? $0.steps : nil } }
    }

    /// Waits while the store is out of reach: the steps' results are worth more than the time.
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
        if let steps = knownSteps { return Array(steps.keys) }
        return Array(try await readSteps(.names).keys)
    }

    func noteStepElsewhere(_ name: String) { storage.withLock { $0.withExtras { _ = $0.stepsElsewhere.insert(name) } } }

    func isStepElsewhere(_ name: String) -> Bool { storage.withLock { $0.extras?.stepsElsewhere.contains(name) ?? false } }

    func rememberStep(_ name: String, _ result: Data) {
        storage.withLock { $0.withExtras { $0.steps?[name] = result } }
    }
}
