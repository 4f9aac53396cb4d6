/// A condition of a store that an operator should know, and its remedy.
public struct StoreFinding: Sendable, Hashable, Codable {
    /// How much it matters.
    public enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
        /// Worth knowing; intended, or harmless as long as the remedy is followed.
        case note
        /// Something stands still, or will if the condition lasts.
        case warning
    }

    /// How much it matters.
    public var severity: Severity
    /// For programs, the same in every release: `held_transaction`. Stores may have codes of their own.
    public var code: String
    /// The finding in a few words, without a full stop.
    public var what: String
    /// The names, times and amounts. Names, numbers and ids; never a payload, a query or a password.
    public var detail: String
    /// The action that an operator should take.
    public var remedy: String

    /// `what` without a full stop, `detail` and `remedy` in sentences.
    public init(_ severity: Severity, code: String, what: String, detail: String, remedy: String) {
        self.severity = severity
        self.code = code
        self.what = what
        self.detail = detail
        self.remedy = remedy
    }
}
