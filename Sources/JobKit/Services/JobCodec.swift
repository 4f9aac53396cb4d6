import Foundation

/// Turns payloads, outputs and step results into bytes and back. Replace it to encrypt or to compress.
///
/// Every worker that serves a store must be able to read the output of every codec that writes to it.
public protocol JobCodec: Sendable {
    /// The bytes to store. An error keeps a payload from being enqueued (`JobError.payloadNotEncodable`), and fails an attempt.
    func encode<Value: Encodable>(_ value: Value) throws -> Data
    /// Reads the output of `encode`. An error for a payload fails the job for good (`JobError.payloadUnreadable`).
    func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value
}

/// JSON with sorted keys, dates as seconds since 1970; readable in the database and from other languages.
public struct JSONJobCodec: JobCodec {
    // Both classes document that their coding methods may be called from several threads once they are configured.
    private let encoder: JSONEncoder
    private let decoder: JSONDecoder

    /// Numbers that are not finite have no form in JSON: encoding them throws.
    public init() {
        encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
    }

    public func encode<Value: Encodable>(_ value: Value) throws -> Data { try encoder.encode(value) }

    public func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value { try decoder.decode(type, from: data) }
}
