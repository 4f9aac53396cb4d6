import Foundation

/// The maintenance pass over a store: lapsed leases, passed deadlines, retention.
///
/// Workers run it by themselves. Any number may sweep at once: every change is fenced, and the loser of a race changes nothing. Each of the
/// three parts runs whatever the result of the others, and a job that cannot be changed is left alone for a while, so that it delays no
/// other.
public struct Sweeper: Sendable {
    /// The results of a pass.
    public struct Report: Sendable, Hashable {
        /// Jobs taken back from a lapsed lease; some of them may have failed because their attempts were used up.
        public var rescued = 0
        /// Waiting jobs that ended because their deadline had passed.
        public var expired = 0
        /// Finished jobs that were removed.
        public var pruned = 0
        /// Jobs that the store did not let change, and entries that it could not read, each with the reason.
        public var refusals: [String] = []
    }

    private let store: any JobStore
    private let retention: Retention

    /// Does not touch the store before `sweep()`.
    ///
    /// - Parameters:
    ///   - store: where to sweep.
    ///   - retention: the default unless set; pass the retention of the store's workers, or this sweeper removes more than they would.
    public init(store: any JobStore, retention: Retention = .default) {
        self.store = store
        self.retention = retention
    }

    /// One pass, until no work is left.
    ///
    /// - Throws: `JobStoreError`, and `CancellationError` between two batches; completed batches stay done.
    @discardableResult
    public func sweep() async throws -> Report {
        var memory = SweepMemory()
        let outcome = await sweep(for: nil, environment: .system, memory: &memory)
        if let error = outcome.error { throw error }
        return outcome.report
    }

    /// The result of a pass.
    struct Outcome {
        var report = Report()
        /// Whether no work is left.
        var isDone = true
        /// The first error of any part.
        var error: (any Error)?
    }

    /// - Parameters:
    ///   - limit: of the time of the expiring part, and of the pruning part, so that lapsed leases are checked again in between.
    ///   - rescues: whether to take back lapsed leases.
    ///   - patience: when the store's answer about lapsed leases takes longer, the store was out of reach, and nothing is taken back by it.
    ///   - holding: the sweeping worker's own claims, from which nothing is taken back.
    func sweep(
        for limit: Duration?, environment: JobEnvironment, rescues: Bool = true, patience: Duration? = nil,
        holding: Set<ClaimToken> = [], memory: inout SweepMemory
    ) async -> Outcome {
        var pass = SweepPass(
            store: store, retention: retention.atLeastShortest, limit: limit, environment: environment, patience: patience,
            holding: holding,
            memory: memory)
        await pass.run(rescues: rescues)
        memory = pass.memory
        return pass.outcome
    }
}
