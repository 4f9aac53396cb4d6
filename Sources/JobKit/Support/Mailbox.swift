import Dispatch
import Synchronization

/// What tasks hand to threads: put in from anywhere, taken out by a thread, which sleeps while there is nothing.
///
/// It may have several lines: what stands in an earlier one is taken first. A line is passed over for a bounded number of times in a row, so that a
/// stream of urgent things holds up what is not for a while, and not for ever.
///
/// Of several threads that sleep the one that fell asleep last is woken: what it used is still warm, its connection and the processor's caches, and
/// what the others have is needed only when there is more to do at once.
package final class Mailbox<Item: Sendable>: Sendable {
    private struct Line {
        var items: [Item] = []
        /// Where the first item not yet taken is; the array is cleared when it gets there.
        var head = 0
        /// How often in a row something was taken from an earlier line while there was something in this one.
        var passedOver = 0

        var count: Int { items.count - head }
    }

    private struct Sleeper {
        let semaphore = DispatchSemaphore(value: 0)
        /// It takes from so many lines, from the first on.
        let lines: Int
    }

    private struct State {
        var lines: [Line]
        var isClosed = false
        var sleepers: [Sleeper] = []
    }

    /// How often in a row a line is passed over.
    package static var patience: Int { 256 }

    private let state: Mutex<State>

    package init(lines: Int = 1) {
        state = Mutex(State(lines: Array(repeating: Line(), count: max(1, lines))))
    }

    /// `false` when the mailbox is closed; the item is not kept then.
    ///
    /// - Parameter line: 0 for the first; of those that there are.
    package func put(_ item: Item, line: Int = 0) -> Bool {
        let (accepted, sleeper) = state.withLock { state -> (Bool, Sleeper?) in
            guard !state.isClosed else { return (false, nil) }
            state.lines[line].items.append(item)
            return (true, state.sleepers.lastIndex { $0.lines > line }.map { state.sleepers.remove(at: $0) })
        }
        sleeper?.semaphore.signal()
        return accepted
    }

    /// What is taken after this is what was put before; then `nil`.
    package func close() {
        let sleepers = state.withLock { state in
            state.isClosed = true
            defer { state.sleepers = [] }
            return state.sleepers
        }
        for sleeper in sleepers { sleeper.semaphore.signal() }
    }

    /// The next item; waits for one. `nil` when the mailbox is closed and has none.
    ///
    /// - Parameter lines: of how many lines, from the first on; all unless given.
    package func take(lines: Int = .max) -> Item? {
        if let item = takeIfAny(lines: lines) { return item }
        let sleeper = Sleeper(lines: lines)
        while true {
            let (item, isClosed) = state.withLock { state in
                let item = Self.removeFirst(&state, lines)
                // Noted under the same lock under which an item is put, so that no wake-up falls between.
                if item == nil, !state.isClosed { state.sleepers.append(sleeper) }
                return (item, state.isClosed)
            }
            if item != nil || isClosed { return item }
            sleeper.semaphore.wait()
        }
    }

    /// The next item of the first `lines`, if there is one now.
    package func takeIfAny(lines: Int = .max) -> Item? {
        state.withLock { Self.removeFirst(&$0, lines) }
    }

    /// How many items wait to be taken.
    package var count: Int { count(lines: .max) }

    /// How many items of the first `lines` wait to be taken.
    package func count(lines: Int) -> Int {
        state.withLock { state in state.lines.prefix(lines).reduce(0) { $0 + $1.count } }
    }

    private static func removeFirst(_ state: inout State, _ lines: Int) -> Item? {
        let open = state.lines.indices.prefix(lines)
        guard let first = open.first(where: { state.lines[$0].count > 0 }) else { return nil }
        let next = open.last { state.lines[$0].count > 0 && state.lines[$0].passedOver >= patience } ?? first
        for line in state.lines.indices where line > next && state.lines[line].count > 0 { state.lines[line].passedOver += 1 }
        state.lines[next].passedOver = 0
        return removeFirst(&state.lines[next])
    }

    private static func removeFirst(_ line: inout Line) -> Item? {
        guard line.head < line.items.count else { return nil }
        let item = line.items[line.head]
        line.head += 1
        if line.head >= 256, line.head * 2 >= line.items.count {
            // A box that never runs empty must not keep what it has handed out.
            line.items.removeFirst(line.head)
            line.head = 0
        } else if line.head == line.items.count {
            line.items.removeAll(keepingCapacity: true)
            line.head = 0
        }
        return item
    }
}
