/// Something that a store can do beyond what every store must; `JobStore.features` names them.
///
/// What a store lacks is refused before it is asked for, never ignored in silence.
public struct StoreFeature: Sendable, Hashable, RawRepresentable {
    /// The feature's name, as errors show it.
    public var rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Stores the jobs of `JobChange.then` in the transaction of their change: what `JobContext.enqueue(_:options:)` needs.
    public static let followUps = StoreFeature(rawValue: "follow-ups")
}

extension StoreFeature: CustomStringConvertible {
    public var description: String { rawValue }
}
