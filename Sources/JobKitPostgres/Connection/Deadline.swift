import JobKit

/// The end of a time limit, on a clock that cannot be set.
struct Deadline {
    let limit: Duration
    private let end: Duration
    private let uptime: @Sendable () -> Duration

    init(_ limit: Duration, in environment: JobEnvironment) {
        self.limit = limit
        uptime = environment.uptime
        end = environment.uptime() + limit
    }

    /// The time left, rounded up to milliseconds, for poll(2); 0 when the deadline has passed.
    var millisecondsLeft: Int32 {
        let (seconds, attoseconds) = (end - uptime()).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return Int32(clamping: min(seconds, 1 << 31) * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
