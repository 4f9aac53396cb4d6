import Foundation
import Synchronization

/// A store's time on one machine: shows what the wall clock shows, but runs on steadily when somebody sets that.
///
/// It is the uptime and an offset, which the store adopts: first when it opens, and again after a step of the wall clock, together with
/// moving what it holds by the same amount, so that leases, delays and places in line keep their length. Steps of less than a second are left
/// alone, and so never add up to more.
public final class SteadyClock: Sendable {
    /// In microseconds.
    private static let tolerance: Int64 = 1_000_000

    private let environment: JobEnvironment
    private let adopted: Atomic<Int64>
    private let adoptedDrift = Atomic<Int64>(0)

    /// Shows what the wall clock shows now, and runs on from there.
    public init(_ environment: JobEnvironment) {
        self.environment = environment
        adopted = Atomic(Self.offset(in: environment))
    }

    /// What the wall clock showed when the offset was adopted, and the time that has passed since.
    public var now: Timestamp {
        Timestamp(microseconds: environment.uptime().microseconds &+ offset)
    }

    /// What a clock shows that was right at first and that nobody has set, when this one shows `time`: ages go by it.
    package func steady(_ time: Timestamp) -> Timestamp { time.moved(by: 0 &- drift) }

    /// By how much the wall clock was set so far, in microseconds.
    package var drift: Int64 { adoptedDrift.load(ordering: .relaxed) }

    /// What is added to the uptime, in microseconds.
    public var offset: Int64 { adopted.load(ordering: .relaxed) }

    /// Of the machine, in microseconds.
    package var uptime: Int64 { environment.uptime().microseconds }

    /// The wall clock minus the uptime as they are now, in microseconds.
    public var wallOffset: Int64 { Self.offset(in: environment) }

    /// Whether the wall clock was set since the offset was adopted.
    public var isBehindStep: Bool { !Self.isSame(offset, wallOffset) }

    /// Takes up an offset, such as the one that another process has stored.
    ///
    /// - Parameters:
    ///   - offset: in microseconds, as `offset` has it.
    ///   - drift: by how much the wall clock was set so far, in microseconds.
    public func adopt(offset: Int64, drift: Int64 = 0) {
        adopted.store(offset, ordering: .relaxed)
        adoptedDrift.store(drift, ordering: .relaxed)
    }

    /// Whether two offsets differ by no more than a clock that nobody has set.
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
