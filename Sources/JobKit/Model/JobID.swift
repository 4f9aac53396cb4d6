/// The identity of a job: a UUID of version 7 (RFC 9562), made by the caller that enqueues.
///
/// Because the caller makes it, an enqueue that is repeated after a lost reply stores the same job once. Identifiers sort by the time at
/// which they were made, to a fraction of a millisecond within one process.
public struct JobID: Hashable, Sendable, Comparable {
    /// The first eight bytes, big-endian: the milliseconds since the epoch in the upper 48 bits.
    public let high: UInt64
    /// The last eight bytes, big-endian.
    public let low: UInt64

    /// Takes all 128 bits unchecked, version and variant included. `JobEnvironment.makeJobID()` makes new ids.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An identifier for `time`, its lower bits from `random`.
    ///
    /// The twelve bits after the version hold the fraction of the millisecond (RFC 9562 §6.2, method 3).
    init(time: Timestamp, random: UInt64) {
        let microseconds = UInt64(max(0, time.microseconds))
        let fraction = (microseconds % 1_000) * 4_096 / 1_000
        high = (microseconds / 1_000) << 16 | 0x7000 | fraction
        low = random >> 2 | 0x8000_0000_0000_0000
    }

    public static func < (left: JobID, right: JobID) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}

extension JobID: LosslessStringConvertible {
    /// The usual form, lower case: `01890a5d-ac96-774b-bcce-b302099a8057`.
    public var description: String {
        let digits = hexadecimal(high) + hexadecimal(low)
        var text = ""
        for (offset, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(offset) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    /// Reads the format of `description`, in either case; `nil` for anything else.
    public init?(_ description: String) {
        let groups = description.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        let digits = groups.joined()
        guard digits.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let high = UInt64(digits.prefix(16), radix: 16), let low = UInt64(digits.suffix(16), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }
}

extension JobID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = JobID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a job id is a UUID, not \"\(text.prefix(64))\"")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Sixteen lower-case digits.
func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
