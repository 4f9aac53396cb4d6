import Foundation

/// A unit of work, as a value: the payload of a job.
///
///     struct SendWelcome: Job {
///         static let kind = "send-welcome"
///         var address: String
///     }
public protocol Job: Codable, Sendable {
    /// The handler's result, for callers that wait for it; `NoOutput` unless declared.
    associatedtype Output: Codable & Sendable = NoOutput

    /// The stable name under which jobs of this type are stored. Renaming the type does not change it; at most 128 bytes.
    static var kind: String { get }
    /// Earlier names: workers also handle jobs that are stored under one of them.
    static var aliases: [String] { get }
    /// The version of the payload's shape, from 1. Raise it when older payloads no longer decode, and convert those in `upcast`.
    static var version: Int { get }
    /// The options with which jobs of this type are enqueued and run unless the caller gives others.
    static var options: JobOptions { get }
    /// Makes a value from a payload that was stored with an older version. An error that it throws fails the job for good.
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
