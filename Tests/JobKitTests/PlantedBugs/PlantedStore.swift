import JobKit
import Synchronization

/// The guide's store as one process opens it, with one bug in it or none. Several of them may share a dictionary.
///
/// A bug changes the calls to the dictionary, its answers, or its contents before and after; so each is a few lines beside the right store.
final class PlantedStore: JobStore {
    struct Memory {
        var isClosed = false
        var calls = 0
        var pausedQueues: Set<String> = []
        /// The jobs of each claim, in its order.
        var claims: [ClaimToken: [ClaimedJob]] = [:]
        var cancelPlaces: [ClaimToken: Set<Int>] = [:]
        var pruned: [JobID: DictionaryJobStore.Entry] = [:]
        var seen: [String: WorkerInfo] = [:]
        var errors: [JobID: [AttemptError]] = [:]
    }

    let base: DictionaryJobStore
    let bug: PlantedBug?
    let memory = Mutex(Memory())
    private let isBroken: Breakage
    private let ownSignals = SignalHub()
    private let heard: @Sendable () -> AsyncStream<Void>

    init(_ base: DictionaryJobStore, _ bug: PlantedBug?, _ isBroken: Breakage) {
        self.base = base
        self.bug = bug
        self.isBroken = isBroken
        heard = { base.signals() }
    }

    /// Runs `body` in the dictionary, with nothing between its reads and its writes.
    func ask<Value: Sendable>(_ body: @Sendable (isolated DictionaryJobStore) throws -> Value) async throws -> Value {
        if isBroken.value {
            throw JobStoreError(
                bug == .unavailableAsInvalid ? .invalid : .unavailable, subject: "use the dictionary of jobs", cause: "it is out of reach",
                remedy: "Try again.")
        }
        // A verb that has begun is completed whatever happens to the store.
        if bug == .closeDoesNotWait {
            if memory.withLock({ $0.isClosed }) { throw JobStoreError.closed("use the dictionary of jobs") }
            // One later than the other.
            let calls = memory.withLock { memory in
                memory.calls += 1
                return memory.calls
            }
            for _ in 0..<20 * calls { await Task.yield() }
            return try await base.run(body)
        }
        return try await base.run { base in
            guard !self.memory.withLock({ $0.isClosed }) else { throw JobStoreError.closed("use the dictionary of jobs") }
            return try body(base)
        }
    }

    var features: Set<StoreFeature> { base.features }

    func prepare() async throws {
        let paused = try await ask { base in
            try base.prepare()
            return base.pausedQueues
        }
        memory.withLock { $0.pausedQueues = paused }
    }

    func close() async {
        await base.run { _ in self.memory.withLock { $0.isClosed = true } }
        ownSignals.finish()
    }

    func signals() -> AsyncStream<Void> {
        guard bug != .deaf, !memory.withLock({ $0.isClosed }) else { return ownSignals.subscribe() }
        let (stream, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let own = ownSignals.subscribe()
        let heard = heard()
        let hearing = Task { for await _ in heard { signal.yield() } }
        let ending = Task {
            for await _ in own {}
            signal.finish()
        }
        signal.onTermination = { _ in
            hearing.cancel()
            ending.cancel()
        }
        return stream
    }

    /// Signals the subscribers of a store that gets only its own signals.
    func tell() { if bug == .deaf { ownSignals.send() } }
}

/// Whether the dictionary is out of reach.
final class Breakage: Sendable {
    private let state = Mutex(false)
    var value: Bool { state.withLock { $0 } }
    func set(_ value: Bool) { state.withLock { $0 = value } }
}

extension DictionaryJobStore {
    func run<Value: Sendable>(_ body: @Sendable (isolated DictionaryJobStore) throws -> Value) rethrows -> Value { try body(self) }

    /// Runs `body` on changed entries, and reverts `change` on those that `body` did not change.
    func with<Value>(
        _ change: (inout Entry) -> Void, restore: (inout Entry, _ original: Entry) -> Void, _ body: () throws -> Value
    ) rethrows -> Value {
        let originals = entries
        for id in entries.keys {
            entries[id].map { entry in
                var entry = entry; change(&entry); entries[id] = entry
            }
        }
        defer {
            for (id, original) in originals where entries[id] != nil {
                entries[id].map { entry in
                    var entry = entry; restore(&entry, original); entries[id] = entry
                }
            }
        }
        return try body()
    }

    /// The answer of `body`; its changes are discarded.
    func dry<Value>(_ body: () throws -> Value) rethrows -> Value {
        let saved = entries
        defer { entries = saved }
        return try body()
    }

    func edit(_ id: JobID, _ change: (inout Entry) -> Void) {
        guard var entry = entries[id] else { return }
        change(&entry)
        entries[id] = entry
    }
}
