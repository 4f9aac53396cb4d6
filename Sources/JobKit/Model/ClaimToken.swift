/// Proof of a claim: 128 random bits, new for every claim.
///
/// Each report on a job carries the token; a store applies the report only while that token holds the lease. The token is the fence against
/// a worker that was presumed dead. The attempt number cannot be: it moves backwards when an attempt is given back.
public struct ClaimToken: Hashable, Sendable {
    /// The first 64 bits.
    public let high: UInt64
    /// The last 64 bits.
    public let low: UInt64

    /// A token that exists already, such as one read back by a store; `JobEnvironment.makeClaimToken()` makes new ones.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}

extension ClaimToken: CustomStringConvertible {
    /// The first 32 bits only: enough to tell two claims apart in a log, too little to settle with.
    public var description: String { String(hexadecimal(high).prefix(8)) + "…" }
}

/// A claim on one job: the claim's token and the job's place in its receipt.
public struct Lease: Hashable, Sendable {
    /// Shared by all jobs of the claim.
    public var token: ClaimToken
    /// The job's index among the members of the claim, from 0.
    public var place: Int

    /// A lease with these values; only the store knows whether it still holds its job.
    public init(token: ClaimToken, place: Int) {
        self.token = token
        self.place = place
    }

    /// Half of the random token and the place hash as well as the whole, and a worker looks up every lease several times.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(token.low ^ UInt64(truncatingIfNeeded: place))
    }
}

extension ClaimToken {
    /// All 128 bits as 32 lower-case digits, for stores that keep text; `description` is for logs.
    public var hexadecimalText: String { hexadecimal(high) + hexadecimal(low) }

    /// Reads the format of `hexadecimalText`, in either case; `nil` for anything else.
    public init?(hexadecimalText text: String) {
        guard text.utf8.count == 32, text.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }
}

extension ClaimToken: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let token = ClaimToken(hexadecimalText: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a claim's token has 32 hexadecimal digits")
        }
        self = token
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hexadecimalText)
    }
}

extension Lease: Codable {}
