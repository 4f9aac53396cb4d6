import Foundation
import Logging
import Synchronization

/// Writes a worker's items to the store, until each is stored or refused.
///
/// Not a part of the actor: while one batch is being stored, the worker fills the slots of the batch before.
final class OutcomeWriter: Sendable {
    private let store: any JobStore
    let services: JobServices
    let metrics: WorkerMetrics
    let worker: String
    private let gaveUp = Atomic(false)
    private let fails = Atomic(false)
    private let retryWakeup = Wakeup()

    init(store: any JobStore, services: JobServices, metrics: WorkerMetrics, worker: String) {
        self.store = store
        self.services = services
        self.metrics = metrics
        self.worker = worker
    }

    /// From now on the writer does not wait for a store that is out of reach.
    func giveUp() {
        gaveUp.store(true, ordering: .relaxed)
        retryWakeup.wake()
    }

    /// Whether the last try failed: the slots of the items under way do not become free soon.
    var isFailing: Bool { fails.load(ordering: .relaxed) }

    /// The pause before the next try; cut short once that try would be the last.
    private func pause(_ backoff: inout Backoff) async {
        guard !mayGiveUp else { return }
        await retryWakeup.wait(atMost: backoff.next(services.environment), environment: services.environment)
    }

    private var mayGiveUp: Bool { gaveUp.load(ordering: .relaxed) }

    /// Writes until every item is stored or refused. Waits for a store out of reach; the slots stay taken meanwhile.
    func write(_ items: [ChangeBuffer.Item]) async {
        var backoff = Backoff()
        var remaining = items
        while true {
            do {
                remaining = try await attempt(remaining)
                if remaining.isEmpty { return }
            } catch {
                let givesUp = mayGiveUp || isClosed(error)
                let isOwn = mayBeOneItems(error)
                metrics.storeFailed(error, verb: "apply", retrying: isOwn || !givesUp, worker: worker, services.logger)
                if isOwn {
                    // The store refuses an item of this batch; each item is tried alone, so that the others are stored.
                    var late: [ChangeBuffer.Item] = []
                    for item in remaining { if let item = await tryAlone(item) { late.append(item) } }
                    for item in late { await writeAlone(item) }
                    return
                }
                if givesUp { return tellDropped(refuseWrites(remaining, error)) }
                await pause(&backoff)
            }
        }
    }

    /// One call of the store. Returns the items that must be decided and written again.
    private func attempt(_ items: [ChangeBuffer.Item]) async throws -> [ChangeBuffer.Item] {
        var changes: [JobChange] = []
        changes.reserveCapacity(items.count)
        /// For each change, the index of its item.
        var owners: [Int] = []
        owners.reserveCapacity(items.count)
        for (place, item) in items.enumerated() {
            switch item {
            case .write(let change, _): changes.append(change)
            case .settlement(let settlement):
                guard let transition = settlement.transition else { continue }
                changes.append(settlement.change(transition))
            case .dropped: continue
            }
            owners.append(place)
        }
        guard !changes.isEmpty else { return [] }
        let results: [ApplyResult]
        do { results = try await store.apply(changes) } catch {
            fails.store(true, ordering: .relaxed)
            throw error
        }
        fails.store(false, ordering: .relaxed)
        var again: [ChangeBuffer.Item] = []
        var refused: [Settlement] = []
        for (index, result) in zip(changes.indices, results) {
            switch items[owners[index]] {
            case .write(_, let continuation): continuation.resume(returning: result)
            case .settlement(let settlement):
                switch result {
                case .applied: reportApplied(settlement, changes[index])
                case .cancelRequested: again.append(.settlement(settlement.knowingOfRequest))
                case .superseded, .missing: refused.append(settlement)
                }
            case .dropped: break
            }
        }
        if !refused.isEmpty {
            let completed = await RunningAttempt.completedElsewhere(refused.map(\.attempt), in: store) ?? []
            for settlement in refused { reportRefused(settlement, isCompletedElsewhere: completed.contains(settlement.job.id)) }
        }
        return again
    }

    /// `nil` where the item was stored or refused; otherwise the item to try again.
    private func tryAlone(_ item: ChangeBuffer.Item) async -> ChangeBuffer.Item? {
        do { return try await attempt([item]).first } catch { return item }
    }

    private func writeAlone(_ item: ChangeBuffer.Item) async {
        var remaining = [item]
        var backoff = Backoff()
        var refusals = 0
        while !remaining.isEmpty {
            do {
                remaining = try await attempt(remaining)
            } catch {
                let isOwn = mayBeOneItems(error)
                if isOwn { refusals += 1 }
                let givesUp = refusals >= Self.refusalsBeforeGivingUp || mayGiveUp || isClosed(error)
                metrics.storeFailed(error, verb: "apply", retrying: !givesUp, worker: worker, services.logger)
                // Later items must not wait without end. Renewals no longer name this lease: it lapses, and the sweep ends or repeats the
                // job.
                if givesUp { return tellDropped(refuseWrites(remaining, error)) }
                if isOwn { remaining = refuseWrites(remaining, error).map { unstorable($0, error) } }
                if !remaining.isEmpty { await pause(&backoff) }
            }
        }
    }

    private static var refusalsBeforeGivingUp: Int { 5 }

    /// Whether the store was closed, which is final.
    private func isClosed(_ error: any Error) -> Bool { (error as? JobStoreError)?.code == .closed }

    /// Whether the error may be due to one of the items rather than to the store.
    private func mayBeOneItems(_ error: any Error) -> Bool {
        if (error as? JobStoreError)?.mayBeOneJobs == true { return true }
        return switch (error as? JobStoreError)?.code {
        case .unavailable, .closed, .unusable: false
        case .invalid, .internalInconsistency, nil: true
        }
    }

    /// Throws the store's permanent refusal of a handler's write to that handler.
    private func refuseWrites(_ items: [ChangeBuffer.Item], _ error: any Error) -> [ChangeBuffer.Item] {
        items.filter { item in
            guard case .write(_, let continuation) = item else { return true }
            continuation.resume(throwing: error)
            return false
        }
    }

    /// Turns an output that the store refuses into a failure that says so: the job must not run without end.
    private func unstorable(_ item: ChangeBuffer.Item, _ error: any Error) -> ChangeBuffer.Item {
        guard case .settlement(var settlement) = item, let error = error as? JobStoreError, error.code == .invalid else { return item }
        settlement.outcome = .failed(JobFailure(type: "JobKit.OutcomeRefused", message: error.description, advice: .never))
        return .settlement(settlement)
    }
}

extension ChangeBuffer.Item {
    /// The lease whose attempt ends with this item.
    var lease: Lease? {
        switch self {
        case .settlement(let settlement): settlement.attempt.held.lease
        case .dropped(let lease): lease
        case .write: nil
        }
    }

    /// The running time of the handler whose attempt ends with this item.
    var seconds: Double? {
        if case .settlement(let settlement) = self { settlement.seconds } else { nil }
    }
}
