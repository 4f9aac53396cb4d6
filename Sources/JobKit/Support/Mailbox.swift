import Foundation
import Synchronization

/// What tasks hand to a thread: put in from anywhere, taken out by the thread, which sleeps while there is nothing.
///
/// The items are kept by the mutex; the condition only wakes. Whoever puts signals with the condition's lock held, and whoever takes looks
/// again with it held before sleeping, so that no signal falls between.
package final class Mailbox<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        /// Where the first item not yet taken is; the array is cleared when it gets there.
        var head = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let condition = NSCondition()

    package init() {}

    /// `false` when the mailbox is closed; the item is not kept then.
    package func put(_ item: Item) -> Bool {
        let accepted = state.withLock { state in
            guard !state.isClosed else { return false }
            state.items.append(item)
            return true
        }
        if accepted { wake { $0.signal() } }
        return accepted
    }

    /// What is taken after this is what was put before; then `nil`.
    package func close() {
        state.withLock { $0.isClosed = true }
        wake { $0.broadcast() }
    }

    /// The next item; waits for one. `nil` when the mailbox is closed and empty.
    package func take() -> Item? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            let (item, isClosed) = state.withLock { (Self.removeFirst(&$0), $0.isClosed) }
            if item != nil || isClosed { return item }
            condition.wait()
        }
    }

    /// The next item, if there is one now.
    package func takeIfAny() -> Item? {
        state.withLock { Self.removeFirst(&$0) }
    }

    /// How many items wait to be taken.
    package var count: Int {
        state.withLock { $0.items.count - $0.head }
    }

    private func wake(_ body: (NSCondition) -> Void) {
        condition.lock()
        body(condition)
        condition.unlock()
    }

    private static func removeFirst(_ state: inout State) -> Item? {
        guard state.head < state.items.count else { return nil }
        let item = state.items[state.head]
        state.head += 1
        if state.head >= 256, state.head * 2 >= state.items.count {
            // A box that never runs empty must not keep what it has handed out.
            state.items.removeFirst(state.head)
            state.head = 0
        } else if state.head == state.items.count {
            state.items.removeAll(keepingCapacity: true)
            state.head = 0
        }
        return item
    }
}
