/// One behaviour of every store: a sentence, and the proof.
public struct ConformanceCase: Sendable {
    /// The subject of a case.
    public enum Topic: String, Sendable, CaseIterable {
        /// Mostly named for a verb; `fence` is about outcomes under a lease that is gone, `races` about two decisions on one job.
        case lifecycle, enqueue, claim, order, fence, races, settle, followUps, cancel, sweep, history, data, steps, listing, prune, queues,
            texts
        /// Many operations at the same time; closing, and the signals.
        case concurrency, close
        /// Two stores open on one data, and a database that is out of reach.
        case shared, outage
    }

    /// The control over the store's time that a case needs.
    public enum TimeNeed: Sendable {
        /// None; the case holds on a clock that runs.
        case any
        /// The case moves it, or relies on its standing still.
        case manual
    }

    /// A sentence about stores.
    public let name: String
    /// For choosing cases and for grouping results.
    public let topic: Topic
    /// Cases that need more than the subject's clock offers are skipped.
    public let time: TimeNeed
    /// The features (`JobStore.features`) that the case needs.
    public let requires: Set<StoreFeature>
    /// Throws when the store behaves otherwise.
    public let run: @Sendable (ConformanceContext) async throws -> Void

    /// A case with no needs of the clock unless set. Names must differ within a suite.
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
