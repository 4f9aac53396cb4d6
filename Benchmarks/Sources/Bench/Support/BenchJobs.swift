import JobKit
import Synchronization

/// About 200 bytes of payload, and nothing to do.
struct NoOp: Job {
    static let kind = "no-op"
    var number: Int
    var padding: String

    init(_ number: Int) {
        self.number = number
        padding = Self.filling
    }

    private static let filling = String(repeating: "x", count: 170)
}

/// As large, with the time of its enqueue.
struct Timed: Job {
    static let kind = "timed"
    var enqueuedAt: Double
    var padding: String

    init(enqueuedAt: Double) {
        self.enqueuedAt = enqueuedAt
        padding = Self.filling
    }

    private static let filling = String(repeating: "x", count: 160)
}

/// Counts down and tells when it is done.
final class Countdown: Sendable {
    private let left: Atomic<Int>
    private let done = AsyncStream<Void>.makeStream()

    init(_ count: Int) { left = Atomic(count) }

    func tick() {
        if left.subtract(1, ordering: .relaxed).newValue == 0 { done.continuation.finish() }
    }

    func wait() async { for await _ in done.stream {} }
}
