/// The jobs that `JobStore.enqueue` stores in one transaction.
///
/// A type of its own, so that later needs become properties with a default and no store has to change for them.
public struct EnqueueRequest: Sendable, Hashable {
    /// All of them are stored or, when the operation throws, none; the results are in their order.
    public var drafts: [JobDraft]

    /// A request to store these jobs; nothing is checked here.
    public init(_ drafts: [JobDraft]) {
        self.drafts = drafts
    }
}

/// The changes that `JobStore.apply` writes.
public struct ApplyRequest: Sendable, Hashable {
    /// Applied one after the other; the results are in their order.
    public var changes: [JobChange]

    /// A request to apply these changes; `JobChange.check()` says which are possible.
    public init(_ changes: [JobChange]) {
        self.changes = changes
    }
}

extension JobStore {
    /// Stores these jobs; see the requirement.
    public func enqueue(_ drafts: [JobDraft]) async throws -> [EnqueueResult] { try await enqueue(EnqueueRequest(drafts)) }

    /// Applies these changes; see the requirement.
    public func apply(_ changes: [JobChange]) async throws -> [ApplyResult] { try await apply(ApplyRequest(changes)) }
}
