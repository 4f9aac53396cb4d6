/// One thing that every store does: a sentence, and the proof.
public struct ConformanceCase: Sendable {
    /// What a case is about.
    public enum Topic: String, Sendable, CaseIterable {
        /// Mostly named for a verb; `fence` is about outcomes under a lease that is gone, `races` about two decisions on one job.
        case lifecycle, enqueue, claim, order, fence, races, settle, followUps, cancel, sweep, history, data, steps, listing, prune, queues,
            texts
        /// Many verbs at the same time; closing, and the signals.
        case concurrency, close
        /// Two stores open on one data, and a database that is out of reach.
        case shared, outage
    }

    /// What a case must be able to do with the store's time.
    public enum TimeNeed: Sendable {
        /// Nothing; it holds on a clock that runs.
        case any
        /// Move it, or know that it stands still.
        case manual
    }

    /// A sentence about stores.
    public let name: String
    /// For choosing cases and for grouping results.
    public let topic: Topic
    /// Cases that need more than the subject's clock can do are skipped.
    public let time: TimeNeed
    /// What a store must say that it can do (`JobStore.features`) for the case to be run on it.
    public let requires: Set<StoreFeature>
    /// Throws when the store does otherwise.
    public let run: @Sendable (ConformanceContext) async throws -> Void

    /// A case that needs nothing of the clock unless said otherwise. Names must differ within a suite.
    public init(
        _ name: String, _ topic: Topic, time: TimeNeed = .any, requires: Set<StoreFeature> = [],
        run: @escaping @Sendable (ConformanceContext) async throws -> Void
    ) {
        self.name = name
        self.topic = topic
        self.time = time
        self.requires = requires
        self.run = run
    }
}

extension ConformanceCase: CustomStringConvertible {
    public var description: String { name }
}
