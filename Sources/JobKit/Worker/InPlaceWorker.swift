import Synchronization

/// Runs jobs one at a time, on request, on the caller's task; tests drain a queue with it.
///
/// Claim, attempt and settle are `Worker`'s own, without its loops: nothing is renewed, swept or timed out, and no task waits. Where a
/// worker would wait for a store out of reach, this one tries again at once, and gives up after `patience` tries.
package struct InPlaceWorker: Sendable {
    private let worker: Worker
    private let patience: Patience

    /// How often one attempt may fail to reach the store.
    package static let patience = 50

    package init(store: any JobStore, handlers: JobHandlers, services: JobServices, id: String) {
        let patience = Patience(Self.patience)
        var services = services
        services.environment.sleep = { _ in try await patience.wait() }
        worker = Worker(
            store: store, handlers: handlers, configuration: WorkerConfiguration(concurrency: 1, id: id), services: services)
        self.patience = patience
    }

    /// Settles the attempts that `body` runs with `next`. No task goes on after it returns; an instance runs once.
    ///
    /// - Parameter body: receives a function that claims and runs the next due job of some queues, if there is one, and returns the claim
    ///   once the outcome is stored. The function throws the store's errors, and `CancellationError`; a job that ran when its task was
    ///   cancelled is given back.
    package func run<Value>(
        _ body: (_ next: @Sendable ([String]) async throws -> Claim) async throws -> Value
    ) async throws -> Value {
        patience.onSpent { [worker] in worker.outcomes.giveUp() }
        let settling = Task.detached { [worker] in await worker.settleLoop() }
        let result: Result<Value, any Error>
        do { result = .success(try await body { try await next(in: $0) }) } catch { result = .failure(error) }
        worker.changes.close()
        await settling.value
        // Breaks the cycle: the worker's environment refers to the worker through this closure.
        patience.onSpent(nil)
        return try result.get()
    }

    private func next(in queues: [String]) async throws -> Claim {
        try Task.checkCancellation()
        let claim = try await worker.store.claim(
            ClaimRequest(
                token: worker.services.environment.makeClaimToken(), worker: worker.id, queues: queues, kinds: worker.kinds, limit: 1,
                lease: worker.configuration.lease))
        patience.restore()
        for job in claim.jobs {
            let moment = ClaimMoment(store: claim.claimedAt, uptime: worker.services.environment.uptime())
            let attempt = await worker.take(HeldJob(job: job, claimed: moment))
            await withTaskCancellationHandler {
                await worker.runner.run(attempt, worker.services.activeTracer)
            } onCancel: {
                attempt.cancel(.shutdown)
            }
            // In a task of its own, since a cancelled one does not wait.
            await Task.detached { [worker] in await worker.waitUntilIdle() }.value
            guard !patience.isSpent else {
                throw JobStoreError(
                    .unavailable, subject: "settle job \(job.id)", cause: "the store was out of reach \(Self.patience) times in a row",
                    remedy: "The job stays claimed until its lease lapses. Let the store fail less often.")
            }
        }
        return claim
    }
}

extension Worker {
    /// Gives the job a slot and an attempt.
    fileprivate func take(_ job: HeldJob) -> RunningAttempt {
        _ = slots.accept([job], now: job.claimed.uptime)
        return hold(job)
    }

    fileprivate func waitUntilIdle() async {
        while !slots.isIdle { await idleWakeup.wait() }
    }
}

/// The number of waits that are left before the worker gives up.
private final class Patience: Sendable {
    private struct State {
        var left: Int
        var onSpent: (@Sendable () -> Void)?
    }

    private let limit: Int
    private let state: Mutex<State>

    init(_ limit: Int) {
        self.limit = limit
        state = Mutex(State(left: limit))
    }

    var isSpent: Bool { state.withLock { $0.left <= 0 } }

    func restore() {
        state.withLock { $0.left = limit }
    }

    func onSpent(_ body: (@Sendable () -> Void)?) {
        state.withLock { $0.onSpent = body }
    }

    /// Returns at once, without waiting. Throws when no waits are left.
    func wait() async throws {
        let onSpent = state.withLock { state in
            state.left -= 1
            return state.left <= 0 ? state.onSpent : nil
        }
        await Task.yield()
        guard let onSpent else { return }
        onSpent()
        throw CancellationError()
    }
}
