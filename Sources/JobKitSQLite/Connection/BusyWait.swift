import CSQLite
import Foundation

/// Waits, with jitter, for a lock that another connection holds, until the waits add up to the limit.
///
/// Counts its waits instead of reading a clock, so that it ends even where a test has stopped time.
final class BusyWait {
    private let limit: Int64
    private let random: () -> UInt64
    private var waited: Int64 = 0

    /// - Parameter limit: in microseconds.
    init(limit: Int64, random: @escaping () -> UInt64) {
        self.limit = limit
        self.random = random
    }

    /// Waits once; `false` when the limit is reached. From a fraction of a millisecond up to 20 ms, half of each wait random, so that
    /// several waiting processes do not retry at the same moment.
    func again(round: Int) -> Bool {
        if round == 0 { waited = 0 }
        guard waited < limit else { return false }
        let half: UInt64 = min(10_000, 125 << UInt64(min(round, 7)))
        let pause = min(limit - waited, Int64(half + random() % (half + 1)))
        var time = timespec(tv_sec: 0, tv_nsec: Int(pause) * 1_000)
        nanosleep(&time, nil)
        waited += max(1, pause)
        return true
    }
}
