/// What `JobStore.enqueue` is asked to store in one transaction.
///
/// A value of its own, so that later needs become properties with a default and no store has to change for them.
public struct EnqueueRequest: Sendable, Hashable {
    /// All of them are stored or, when the verb throws, none; the answers are in their order.
    public var drafts: [JobDraft]

    /// A request to store these jobs; nothing is checked here.
    public init(_ drafts: [JobDraft]) {
        self.drafts = drafts
    }
}

/// What `JobStore.apply` is asked to write.
public struct ApplyRequest: Sendable, Hashable {
    /// Made one after the other; the answers are in their order.
    public var changes: [JobChange]

    /// A request to make these changes; `JobChange.check()` says which are possible.
    public init(_ changes: [JobChange]) {
        self.changes = changes
    }
}

extension JobStore {
    /// Stores these jobs; see the requirement.
    public func enqueue(_ drafts: [JobDraft]) async throws -> [EnqueueResult] { try await enqueue(EnqueueRequest(drafts)) }

    /// Makes these changes; see the requirement.
    public func apply(_ changes: [JobChange]) async throws -> [ApplyResult] { try await apply(ApplyRequest(changes)) }
}
