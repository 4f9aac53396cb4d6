import Dispatch
import Synchronization

/// Items that tasks hand to threads: any task puts them in, and a thread takes them out, which sleeps while there are none.
///
/// It may have several lines: items of an earlier line are taken first. A line is passed over only a bounded number of times in a row, so
/// that a stream of urgent items delays the others for a while, but not without end.
///
/// Of several sleeping threads the one that fell asleep last is woken: its connection and the processor's caches are still warm, and the
/// other threads are needed only when there is more to do at once.
package final class Mailbox<Item: Sendable>: Sendable {
    private struct State {
        /// By line; items before the head in `turns` are already taken.
        var items: [[Item]]
        var turns: MailboxTurns
        var isClosed = false
        var sleepers: [MailboxSleeper] = []
    }

    private let state: Mutex<State>

    package init(lines: Int = 1) {
        let count = max(1, lines)
        state = Mutex(State(items: Array(repeating: [], count: count), turns: MailboxTurns(lines: count)))
    }

    /// `false` when the mailbox is closed; the item is then not kept.
    ///
    /// - Parameter line: 0 for the first; must be one of the mailbox's lines.
    package func put(_ item: Item, line: Int = 0) -> Bool {
        let (accepted, sleeper) = state.withLock { state -> (Bool, MailboxSleeper?) in
            guard !state.isClosed else { return (false, nil) }
            state.items[line].append(item)
            state.turns.put(line)
            return (true, state.sleepers.lastIndex { $0.lines > line }.map { state.sleepers.remove(at: $0) })
        }
        sleeper?.semaphore.signal()
        return accepted
    }

    /// After this, the items that were put before are still taken; then `take` returns `nil`.
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
    /// - Parameter lines: how many lines to take from, from the first on; all unless given.
    package func take(lines: Int = .max) -> Item? {
        if let item = takeIfAny(lines: lines) { return item }
        let sleeper = MailboxSleeper(lines: lines)
        while true {
            let (item, isClosed) = state.withLock { state in
                let item = Self.removeFirst(&state, lines)
                // Noted under the same lock under which an item is put, so that no wake-up is missed in between.
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
        state.withLock { $0.turns.count(lines) }
    }

    private static func removeFirst(_ state: inout State, _ lines: Int) -> Item? {
        guard let (line, place, dropped) = state.turns.take(lines) else { return nil }
        let item = state.items[line][place]
        // A mailbox that never becomes empty must not keep the items that it has handed out.
        if dropped == state.items[line].count {
            state.items[line].removeAll(keepingCapacity: true)
        } else if dropped > 0 {
            state.items[line].removeFirst(dropped)
        }
        return item
    }
}

/// A thread that waits for an item.
private struct MailboxSleeper {
    let semaphore = DispatchSemaphore(value: 0)
    /// The number of lines that it takes from, from the first on.
    let lines: Int
}

/// The order of turns in a mailbox: the arithmetic, apart from the items, since generic code costs many times as much here.
struct MailboxTurns {
    /// How often in a row a line may be passed over.
    static let patience = 256

    private struct Line {
        var stored = 0
        /// The index of the first item not yet taken.
        var head = 0
        /// How often in a row an item was taken from an earlier line while this one had items.
        var passedOver = 0

        var count: Int { stored - head }
    }

    private var lines: [Line]

    init(lines: Int) {
        self.lines = Array(repeating: Line(), count: lines)
    }

    mutating func put(_ line: Int) {
        lines[line].stored += 1
    }

    func count(_ first: Int) -> Int {
        lines.prefix(first).reduce(0) { $0 + $1.count }
    }

    /// The next line, the index of its item, and how many items may then be dropped from its beginning.
    mutating func take(_ first: Int) -> (line: Int, place: Int, dropped: Int)? {
        var next: Int?
        for line in 0..<min(first, lines.count) where lines[line].count > 0 {
            if next == nil || lines[line].passedOver >= Self.patience { next = line }
        }
        guard let next else { return nil }
        for line in lines.indices where line > next && lines[line].count > 0 { lines[line].passedOver += 1 }
        lines[next].passedOver = 0
        let place = lines[next].head
        lines[next].head += 1
        let head = lines[next].head
        guard head == lines[next].stored || head >= 256 && head * 2 >= lines[next].stored else { return (next, place, 0) }
        lines[next].stored -= head
        lines[next].head = 0
        return (next, place, head)
    }
}
