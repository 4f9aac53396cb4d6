/// One thing that every store does: a sentence, and the proof.
public struct ConformanceCase: Sendable {
    /// What a case is about.
    public enum Topic: String, Sendable, CaseIterable {
        case lifecycle, enqueue, claim, order, fence, races, settle, cancel, sweep, history, data, steps, listing, prune, queues, texts
        case concurrency, close
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
    public let topic: Topic
    public let time: TimeNeed
    /// Throws when the store does otherwise.
    public let run: @Sendable (ConformanceContext) async throws -> Void

    public init(
        _ name: String, _ topic: Topic, time: TimeNeed = .any, run: @escaping @Sendable (ConformanceContext) async throws -> Void
    ) {
        self.name = name
        self.topic = topic
        self.time = time
        self.run = run
    }
}

extension ConformanceCase: CustomStringConvertible {
    public var description: String { name }
}
