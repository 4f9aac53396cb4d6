/// A handler's progress, in its own words.
public struct JobProgress: Sendable, Hashable, Codable {
    /// A short name for the current work; at most 128 bytes.
    public var stage: String
    /// From 0 to 1; `nil` where the handler cannot tell.
    public var fraction: Double?
    /// At most 1,024 bytes.
    public var message: String?

    /// Fractions outside 0...1 are clamped (NaN becomes `nil`); texts that are too long are cut at a character.
    public init(stage: String, fraction: Double? = nil, message: String? = nil) {
        self.stage = stage.storable(maxBytes: JobLimits.nameBytes)
        self.fraction = fraction.flatMap { $0.isNaN ? nil : min(1, max(0, $0)) }
        self.message = message?.storable(maxBytes: JobLimits.progressMessageBytes)
    }
}
