import Foundation

/// A moment of wall-clock time in whole microseconds since 1970-01-01 00:00 UTC.
///
/// Every store keeps this unit exactly, so a timestamp read back equals the one written. The clock depends on the timestamp's origin; due
/// times and leases are always judged by the store's clock.
public struct Timestamp: Hashable, Comparable, Sendable, InstantProtocol {
    /// Microseconds since the epoch; negative before 1970.
    public var microseconds: Int64

    /// The moment that many microseconds after the epoch; every number is one.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The nearest whole microsecond to `date`; dates beyond ±292,000 years are clamped.
    public init(_ date: Date) {
        let scaled = (date.timeIntervalSince1970 * 1_000_000).rounded()
        self.microseconds = Int64(exactly: scaled) ?? (scaled < 0 ? .min : .max)
    }

    /// The same moment as a Foundation date.
    public var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    /// This moment and `duration`, rounded towards zero to a microsecond and clamped instead of overflowing.
    public func advanced(by duration: Duration) -> Timestamp {
        let (sum, overflow) = microseconds.addingReportingOverflow(duration.microseconds)
        return Timestamp(microseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// The time from this moment to `other`, to the microsecond; negative when that came before.
    public func duration(to other: Timestamp) -> Duration {
        .microseconds(other.microseconds) - .microseconds(microseconds)
    }
}

extension Timestamp: Codable {
    public init(from decoder: any Decoder) throws {
        microseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microseconds)
    }
}

extension Timestamp: CustomStringConvertible {
    /// ISO 8601 in UTC with milliseconds: `2026-03-01T12:00:00.000Z`.
    public var description: String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

extension Duration {
    /// Whole microseconds, rounded towards zero and clamped to the range of `Int64`; stores keep durations in them.
    public var microseconds: Int64 {
        // A duration can be longer than its own components can represent.
        guard self < .microseconds(Int64.max) else { return .max }
        guard self > .microseconds(Int64.min) else { return .min }
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return overflow || carried ? (seconds < 0 ? .min : .max) : sum
    }

    /// Seconds as a floating-point number, for metrics and for arithmetic with factors.
    var inSeconds: Double {
        guard self < .seconds(Int64.max), self > .seconds(Int64.min) else { return self / .seconds(1) }
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
