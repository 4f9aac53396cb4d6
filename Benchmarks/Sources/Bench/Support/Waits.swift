import Synchronization

/// How long jobs waited. Counted in tenths of a millisecond, up to two minutes: an hour's would not fit as numbers.
final class Waits: Sendable {
    private struct Histogram {
        var counts = [Int32](repeating: 0, count: 1_200_000)
        var count = 0

        mutating func add(_ seconds: Double) {
            counts[min(max(0, Int(seconds * 10_000)), counts.count - 1)] += 1
            count += 1
        }

        /// In milliseconds.
        var p95: Double {
            var left = (count * 95 + 99) / 100
            for (place, amount) in counts.enumerated() where amount > 0 {
                left -= Int(amount)
                if left <= 0 { return Double(place + 1) / 10 }
            }
            return 0
        }
    }

    private let state = Mutex((all: Histogram(), recent: Histogram()))

    func add(_ seconds: Double) {
        state.withLock {
            $0.all.add(seconds)
            $0.recent.add(seconds)
        }
    }

    var count: Int { state.withLock { $0.all.count } }
    var p95: Double { state.withLock { $0.all.p95 } }

    /// Of the waits since the last call.
    func takeP95() -> Double {
        state.withLock { state in
            defer { state.recent = Histogram() }
            return state.recent.p95
        }
    }
}
