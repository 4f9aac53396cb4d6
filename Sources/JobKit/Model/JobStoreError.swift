/// A store could not carry out an operation.
///
/// Carries the operation, its object, the cause and the remedy; never a payload.
public struct JobStoreError: Error, Sendable, Hashable {
    /// The category of the error, by which a caller can act.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The database is busy, full, restarting or out of reach. A later retry can help; whether this call took effect is not known.
        case unavailable
        /// The store was closed, or not prepared.
        case closed
        /// The database cannot be used as it is: read-only, damaged, of a newer schema, on a file system that cannot lock.
        case unusable
        /// The request is not valid for the store: a foreign page cursor, an impossible value.
        case invalid
        /// The database broke a rule that JobKit relies on. A bug, in JobKit or in the database.
        case internalInconsistency
    }

    /// The category, for programs; the texts are for people.
    public var code: Code
    /// The operation and its object: `enqueue into data/jobs.db`.
    public var subject: String
    /// Why it failed, in the database's words where it has any.
    public var cause: String
    /// How to correct it.
    public var remedy: String

    /// Whether one job of a batch may be the cause, and the others would succeed without it.
    package var mayBeOneJobs = false

    /// The texts are joined as `Could not <subject>: <cause>. <remedy>`: no full stop after subject and cause.
    public init(_ code: Code, subject: String, cause: String, remedy: String) {
        self.code = code
        self.subject = subject
        self.cause = cause
        self.remedy = remedy
    }

    /// Whether a later retry of the same call can help.
    public var isTransient: Bool { code == .unavailable }

    /// For an operation that is called before `prepare()` or after `close()`; `subject` as in the property.
    public static func closed(_ subject: String) -> JobStoreError {
        JobStoreError(.closed, subject: subject, cause: "the store is closed", remedy: "Call prepare() first, and close() last.")
    }
}

extension JobStoreError: CustomStringConvertible {
    public var description: String { "Could not \(subject): \(cause). \(remedy)" }
}
