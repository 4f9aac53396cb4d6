import Foundation

/// Work to be done, as a value: the payload of a job.
///
///     struct SendWelcome: Job {
///         static let kind = "send-welcome"
///         var address: String
///     }
public protocol Job: Codable, Sendable {
    /// What the handler returns for whoever waits; `NoOutput` unless declared.
    associatedtype Output: Codable & Sendable = NoOutput

    /// The stable name under which jobs of this type are stored. Renaming the type does not change it; at most 128 bytes.
    static var kind: String { get }
    /// Earlier names: jobs stored under one of them are handled too.
    static var aliases: [String] { get }
    /// The version of the payload's shape, from 1. Raise it when older payloads no longer decode, and say in `upcast` what to make of those.
    static var version: Int { get }
    /// How jobs of this type are enqueued and run unless the caller says otherwise.
    static var options: JobOptions { get }
    /// Makes a value of a payload that was stored with an older version. What it throws fails the job for good.
    static func upcast(_ payload: Data, from version: Int, codec: any JobCodec) throws -> Self
}

extension Job {
    /// None.
    public static var aliases: [String] { [] }
    /// 1.
    public static var version: Int { 1 }
    /// The defaults of `JobOptions`.
    public static var options: JobOptions { JobOptions() }

    /// Throws `JobError.payloadTooOld`.
    public static func upcast(_ payload: Data, from version: Int, codec: any JobCodec) throws -> Self {
        throw JobError.payloadTooOld(kind: kind, version: version, current: Self.version)
    }
}

/// The output of jobs that have none; nothing is stored for it.
public struct NoOutput: Codable, Sendable, Hashable {
    /// All values are equal.
    public init() {}
}
