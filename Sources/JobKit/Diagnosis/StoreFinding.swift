/// Something about a store that a person should know, and what to do about it.
public struct StoreFinding: Sendable, Hashable, Codable {
    /// How much it matters.
    public enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
        /// Worth knowing, and wanted as it is, or harmless as long as the remedy is kept to.
        case note
        /// Something stands still, or will if it stays so.
        case warning
    }

    /// How much it matters.
    public var severity: Severity
    /// For programs, the same in every release: `held_transaction`. Stores may have codes of their own.
    public var code: String
    /// What was found, in a few words, without a full stop.
    public var what: String
    /// Who, since when and how much. Names, numbers and ids; never a payload, a query or a password.
    public var detail: String
    /// What to do.
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
