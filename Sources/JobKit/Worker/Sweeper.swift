import Foundation

/// The maintenance pass over a store: lapsed leases, passed deadlines, retention.
///
/// Workers run it by themselves. Any number may sweep at once: every change is fenced, and the loser of a race changes nothing. Each of the three goes
/// on whatever became of the others, and a job that cannot be changed is left alone for a while, so that it holds up no other.
public struct Sweeper: Sendable {
    /// What a pass did.
    public struct Report: Sendable, Hashable {
        /// Jobs taken back from a lapsed lease; some of them may have failed, their attempts being used up.
        public var rescued = 0
        /// Waiting jobs that ended because their deadline had passed.
        public var expired = 0
        /// Finished jobs that were removed.
        public var pruned = 0
        /// Jobs that the store did not let change, and what it could not read, each with the reason.
        public var refusals: [String] = []
    }

    private let store: any JobStore
    private let retention: Retention

    /// Touches nothing before `sweep()`.
    ///
    /// - Parameter retention: the default unless set; give what the store's workers are given, or this removes more than they would.
    public init(store: any JobStore, retention: Retention = .default) {
        self.store = store
        self.retention = retention
    }

    /// One pass, until nothing is left to do.
    ///
    /// - Throws: `JobStoreError`, and `CancellationError` between two batches; what was done stays done.
    @discardableResult
    public func sweep() async throws -> Report {
        var memory = SweepMemory()
        let outcome = await sweep(for: nil, environment: .system, memory: &memory)
        if let error = outcome.error { throw error }
        return outcome.report
    }

    /// What came of a pass.
    struct Outcome {
        var report = Report()
        /// Whether nothing is left to do.
        var isDone = true
        /// The first that a part of the pass met.
        var error: (any Error)?
    }

    /// - Parameters:
    ///   - limit: of the time that expiring takes, and of the time that pruning takes: lapsed leases are to be looked at again meanwhile.
    ///   - rescues: whether lapsed leases are looked at.
    ///   - holding: claims of the worker that sweeps; it takes nothing back from itself.
    func sweep(
        for limit: Duration?, environment: JobEnvironment, rescues: Bool = true, holding: Set<ClaimToken> = [],
        memory: inout SweepMemory
    ) async -> Outcome {
        var pass = SweepPass(
            store: store, retention: retention.atLeastShortest, limit: limit, environment: environment, holding: holding, memory: memory)
        await pass.run(rescues: rescues)
        memory = pass.memory
        return pass.outcome
    }
}
