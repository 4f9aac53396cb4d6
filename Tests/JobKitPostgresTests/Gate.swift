import JobKit
import Synchronization

/// A signal between two threads, or a thread and a task.
final class Gate: Sendable {
    private let mailbox = Mailbox<Int64>()

    func open(_ value: Int64 = 0) { _ = mailbox.put(value) }

    /// Blocks a thread of the pool.
    func wait() { _ = mailbox.take() }

    /// The value with which the gate was opened.
    func value() async throws -> Int64 {
        while true {
            if let value = mailbox.takeIfAny() { return value }
            try await pause()
        }
    }
}

final class Counter: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .relaxed) }

    /// How many times it was called.
    @discardableResult func add() -> Int { number.add(1, ordering: .relaxed).newValue }
}

/// Lets other tasks run, until the test's time limit is over.
func pause() async throws {
    try Task.checkCancellation()
    await Task.yield()
}
