/// An ability of a store beyond those that every store has; `JobStore.features` lists them.
///
/// JobKit refuses a request for a missing feature before the store sees it, and never ignores one silently.
public struct StoreFeature: Sendable, Hashable, RawRepresentable {
    /// The feature's name, as errors show it.
    public var rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Stores the jobs of `JobChange.then` in the transaction of their change; `JobContext.enqueue(_:options:)` needs it.
    public static let followUps = StoreFeature(rawValue: "follow-ups")
}

extension StoreFeature: CustomStringConvertible {
    public var description: String { rawValue }
}
