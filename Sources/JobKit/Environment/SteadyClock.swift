import Foundation
import Synchronization

/// A store's time on one machine: equals the wall clock at first, and runs on steadily when the wall clock is set.
///
/// It is the uptime plus an offset. The store adopts the offset when it opens, and again after a step of the wall clock, where it also
/// moves all stored times by the same amount, so that leases, delays and places in line keep their length. Steps of less than a second are
/// ignored, and so never add up to more.
public final class SteadyClock: Sendable {
    /// In microseconds.
    private static let tolerance: Int64 = 1_000_000

    private let environment: JobEnvironment
    private let adopted: Atomic<Int64>
    private let adoptedDrift = Atomic<Int64>(0)

    /// Equals the wall clock now, and runs on from there.
    public init(_ environment: JobEnvironment) {
        self.environment = environment
        adopted = Atomic(Self.offset(in: environment))
    }

    /// The wall clock's time when the offset was adopted, plus the time that has passed since.
    public var now: Timestamp {
        Timestamp(microseconds: environment.uptime().microseconds &+ offset)
    }

    /// The time on a clock that was right at first and was never set, when this one shows `time`: ages are measured with it.
    package func steady(_ time: Timestamp) -> Timestamp { time.moved(by: 0 &- drift) }

    /// How far the wall clock has been set so far, in microseconds.
    package var drift: Int64 { adoptedDrift.load(ordering: .relaxed) }

    /// Added to the uptime to get the time, in microseconds.
    public var offset: Int64 { adopted.load(ordering: .relaxed) }

    /// The machine's uptime, in microseconds.
    package var uptime: Int64 { environment.uptime().microseconds }

    /// The wall clock minus the uptime, both now, in microseconds.
    public var wallOffset: Int64 { Self.offset(in: environment) }

    /// Whether the wall clock was set since the offset was adopted.
    public var isBehindStep: Bool { !Self.isSame(offset, wallOffset) }

    /// Adopts an offset, such as the one that another process has stored.
    ///
    /// - Parameters:
    ///   - offset: in microseconds, as `offset` has it.
    ///   - drift: how far the wall clock has been set so far, in microseconds.
    public func adopt(offset: Int64, drift: Int64 = 0) {
        adopted.store(offset, ordering: .relaxed)
        adoptedDrift.store(drift, ordering: .relaxed)
    }

    /// Whether two offsets differ by no more than those of a clock that was not set.
    public static func isSame(_ left: Int64, _ right: Int64) -> Bool {
        let (difference, overflow) = left.subtractingReportingOverflow(right)
        return !overflow && difference.magnitude < UInt64(tolerance)
    }

    private static func offset(in environment: JobEnvironment) -> Int64 {
        environment.now().microseconds &- environment.uptime().microseconds
    }
}

extension Timestamp {
    /// This moment moved with the wall clock by `step` microseconds; clamped, as `advanced(by:)` is.
    package func moved(by step: Int64) -> Timestamp {
        let (sum, overflow) = microseconds.addingReportingOverflow(step)
        return Timestamp(microseconds: overflow ? (step < 0 ? .min : .max) : sum)
    }
}
