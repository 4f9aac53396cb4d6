import Dispatch
import Synchronization

/// What tasks hand to threads: put in from anywhere, taken out by a thread, which sleeps while there is nothing.
///
/// Of several threads that sleep the one that fell asleep last is woken: what it used is still warm, its connection and the processor's caches, and
/// what the others have is needed only when there is more to do at once.
package final class Mailbox<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        /// Where the first item not yet taken is; the array is cleared when it gets there.
        var head = 0
        var isClosed = false
        var sleepers: [DispatchSemaphore] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// `false` when the mailbox is closed; the item is not kept then.
    package func put(_ item: Item) -> Bool {
        let (accepted, sleeper) = state.withLock { state -> (Bool, DispatchSemaphore?) in
            guard !state.isClosed else { return (false, nil) }
            state.items.append(item)
            return (true, state.sleepers.popLast())
        }
        sleeper?.signal()
        return accepted
    }

    /// What is taken after this is what was put before; then `nil`.
    package func close() {
        let sleepers = state.withLock { state in
            state.isClosed = true
            defer { state.sleepers = [] }
            return state.sleepers
        }
        for sleeper in sleepers { sleeper.signal() }
    }

    /// The next item; waits for one. `nil` when the mailbox is closed and empty.
    package func take() -> Item? {
        if let item = takeIfAny() { return item }
        let sleeper = DispatchSemaphore(value: 0)
        while true {
            let (item, isClosed) = state.withLock { state in
                let item = Self.removeFirst(&state)
                // Noted under the same lock under which an item is put, so that no wake-up falls between.
                if item == nil, !state.isClosed { state.sleepers.append(sleeper) }
                return (item, state.isClosed)
            }
            if item != nil || isClosed { return item }
            sleeper.wait()
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
