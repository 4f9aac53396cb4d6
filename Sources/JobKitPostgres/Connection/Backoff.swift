import Foundation
import JobKit

/// Pauses that double up to a limit, half of each random, so that several clients of one server do not retry at the same moment.
struct Backoff {
    private let limit: Duration
    private let random: @Sendable () -> UInt64
    private var pause: Duration

    init(from first: Duration, to limit: Duration, in environment: JobEnvironment) {
        self.limit = limit
        random = environment.random
        pause = first
    }

    mutating func next() -> Duration {
        defer { pause = min(limit, pause * 2) }
        return pause / 2 + pause * (Double(random() >> 11) / Double(1 << 53)) / 2
    }

    /// Blocks the calling thread.
    static func wait(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var time = timespec(tv_sec: Int(clamping: seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        nanosleep(&time, nil)
    }
}
