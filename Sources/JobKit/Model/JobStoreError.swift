/// A store could not do what it was asked.
///
/// Carries what happened, to what, why, and what to do about it; never a payload.
public struct JobStoreError: Error, Sendable, Hashable {
    /// The kind of trouble, which says what a caller can do.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The database is busy, full, restarting or out of reach. Trying again later can help; whether this call took effect is not known.
        case unavailable
        /// The store was closed, or not prepared.
        case closed
        /// The database cannot be used as it is: read-only, damaged, of a newer schema, on a file system that cannot lock.
        case unusable
        /// What was asked makes no sense to the store: a foreign page cursor, an impossible value.
        case invalid
        /// The database broke a rule that JobKit relies on. A bug, here or there.
        case internalInconsistency
    }

    /// What a caller can do about it, for programs to tell apart; the texts are for people.
    public var code: Code
    /// What was being done, to what: `enqueue into data/jobs.db`.
    public var subject: String
    /// Why it did not work, in the database's words where it has any.
    public var cause: String
    /// What to do about it.
    public var remedy: String

    /// Whether one job of a batch may be the reason, and the others would do alone.
    package var mayBeOneJobs = false

    /// The texts become one, `Could not <subject>: <cause>. <remedy>`: no full stop after subject and cause.
    public init(_ code: Code, subject: String, cause: String, remedy: String) {
        self.code = code
        self.subject = subject
        self.cause = cause
        self.remedy = remedy
    }

    /// Whether trying the same again later can help.
    public var isTransient: Bool { code == .unavailable }

    /// For a verb that is called before `prepare()` or after `close()`; `subject` as the property has it.
    public static func closed(_ subject: String) -> JobStoreError {
        JobStoreError(.closed, subject: subject, cause: "the store is closed", remedy: "Call prepare() first, and close() last.")
    }
}

extension JobStoreError: CustomStringConvertible {
    public var description: String { "Could not \(subject): \(cause). \(remedy)" }
}
