import Synchronization

/// Reads the jobs that tasks of one queue wait for: all of them in one call of the store, for all followers.
///
/// Runs while a job has followers, and ends with the last one. It reads when the store signals and at least every `pollInterval`, and rests
/// in between for `share` times as long as the last read took: however many followers there are, reading takes no more than a few percent
/// of the time. A new follower's job is read at once, apart from the others. Jobs that were scheduled for later when they were read cannot
/// end soon: the others are read apart from them, as often as their own number allows.
final class JobWatcher: Sendable {
    /// The interval of reads without a signal, and the longest pause between two reads. A job stays in the store for longer than that after
    /// its end (see `Sweeper`), so that no follower misses the end.
    static let pollInterval: Duration = .milliseconds(500)
    /// How long the store may be out of reach before followers fail.
    static let patience: Duration = .seconds(60)
    /// The shortest pause between two reads, except for the first few after a follower has begun: a short job ends within those.
    static let restInterval: Duration = .milliseconds(10)
    /// The factor between the time of a read and the rest after it.
    static let share = 40
    /// The cost that a read of a few jobs may have, whatever else the machine does.
    private static let cheapLook: Duration = .microseconds(500)
    /// How many reads after a follower's beginning come as fast as `share` allows.
    private static let eagerLooks = 4
    /// Whole records are read in parts of this many: outputs may be large.
    private static let recordsInPart = 64

    private struct State {
        var followers: [JobID: [Int: JobFollower]] = [:]
        /// Jobs that were not read since a follower of theirs began.
        var fresh: Set<JobID> = []
        /// Jobs that were not scheduled for later when they were read, and the fresh ones.
        var hot: Set<JobID> = []
        var lastKey = 0
        var isRunning = false
        /// Whether there was a signal since the last read of all jobs, and since the last read of the hot ones.
        var isSignalled = false
        var isHotSignalled = false
        /// The number of early reads left.
        var eager = 0
        var all = Pace()
        var some = Pace()
        /// The uptime at which the next read of all jobs comes without a signal.
        var nextPoll: Duration = .zero
        var unreachableSince: Duration?

        /// Whether reading the hot jobs alone is useful, and due.
        var wantsHotLook: Bool { isHotSignalled && !hot.isEmpty && hot.count < followers.count }
    }

    /// The pace of one sort of reads.
    private struct Pace {
        /// The cost of a read, as far as it is known.
        var cost: Duration = .zero
        /// The uptime from which on the next one may come.
        var next: Duration = .zero

        /// One slow read on a busy machine does not delay the next end; several do.
        mutating func rest(after took: Duration, atLeast least: Duration, now: Duration) {
            cost = min(took, max(cost * 4, cheapLook))
            next = now + min(max(cost * share, least), pollInterval)
        }
    }

    private enum Scope {
        case all, hot, fresh
    }

    private enum Work {
        case look([JobID], Scope)
        case wait(Duration)
        case end
    }

    private let store: any JobStore
    private let environment: JobEnvironment
    private let state = Mutex(State())
    private let wakeup = Wakeup()

    init(store: any JobStore, environment: JobEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// How many followers there are.
    var followerCount: Int { state.withLock { $0.followers.values.reduce(0) { $0 + $1.count } } }

    /// Begins to follow a job; ends when the follower is released.
    ///
    /// - Parameter wantsRecord: whether to read the whole record once the job has ended.
    func follow(_ id: JobID, wantsRecord: Bool) -> Subscription {
        let follower = JobFollower(wantsRecord: wantsRecord, since: environment.uptime())
        let (key, starts) = state.withLock { state in
            state.lastKey += 1
            state.followers[id, default: [:]][state.lastKey] = follower
            state.fresh.insert(id)
            state.hot.insert(id)
            state.eager = Self.eagerLooks
            defer { state.isRunning = true }
            return (state.lastKey, !state.isRunning)
        }
        // Detached: it serves other followers after the caller has gone. At high priority like the worker's loops, ahead of handlers.
        if starts { Task.detached(priority: .high) { await self.run() } } else { wakeup.wake() }
        return Subscription(watcher: self, id: id, key: key, follower: follower)
    }

    fileprivate func unfollow(_ id: JobID, _ key: Int) {
        let isLast = state.withLock { state in
            state.followers[id]?[key] = nil
            if state.followers[id]?.isEmpty == true {
                state.followers[id] = nil
                state.fresh.remove(id)
                state.hot.remove(id)
            }
            return state.followers.isEmpty
        }
        if isLast { wakeup.wake() }
    }

    /// A follower's place; released with the last reference to this.
    final class Subscription: Sendable {
        private let watcher: JobWatcher
        let id: JobID
        private let key: Int
        private let follower: JobFollower

        fileprivate init(watcher: JobWatcher, id: JobID, key: Int, follower: JobFollower) {
            self.watcher = watcher
            self.id = id
            self.key = key
            self.follower = follower
        }

        /// The job's next new record; waits for it. `nil` when the task is cancelled.
        func next() async throws -> JobRecord? { try await follower.next() }

        deinit { watcher.unfollow(id, key) }
    }
}

// MARK: - The loop

extension JobWatcher {
    private func run() async {
        // Subscribed before the first read, so that no signal is missed in between.
        let signals = store.signals()
        let listener = Task.detached(priority: .high) { [weak self] in
            for await _ in signals { self?.signalled() }
        }
        defer { listener.cancel() }
        while true {
            switch nextWork() {
            case .end: return
            case .wait(let time): await wakeup.wait(atMost: time, environment: environment)
            case .look(let ids, let scope): await look(at: ids, scope)
            }
        }
    }

    private func signalled() {
        state.withLock { ($0.isSignalled, $0.isHotSignalled) = (true, true) }
        wakeup.wake()
    }

    private func nextWork() -> Work {
        let now = environment.uptime()
        return state.withLock { state in
            guard !state.followers.isEmpty else {
                state.isRunning = false
                return .end
            }
            let nextOfAll = state.isSignalled ? min(state.all.next, state.nextPoll) : state.nextPoll
            if now >= nextOfAll {
                (state.isSignalled, state.isHotSignalled, state.fresh) = (false, false, [])
                return .look(state.followers.keys.sorted(), .all)
            }
            if state.wantsHotLook, now >= state.some.next {
                (state.isHotSignalled, state.fresh) = (false, [])
                return .look(state.hot.sorted(), .hot)
            }
            if !state.fresh.isEmpty {
                defer { state.fresh = [] }
                return .look(state.fresh.sorted(), .fresh)
            }
            return .wait((state.wantsHotLook ? min(nextOfAll, state.some.next) : nextOfAll) - now)
        }
    }

    private func look(at ids: [JobID], _ scope: Scope) async {
        let start = environment.uptime()
        do {
            try await tell(ids, try await store.readable(ids, .status))
            state.withLock { $0.unreachableSince = nil }
        } catch {
            failed(error, ids)
        }
        rest(after: start, scope)
    }

    private func rest(after start: Duration, _ scope: Scope) {
        let now = environment.uptime()
        state.withLock { state in
            if scope == .all { state.nextPoll = now + Self.pollInterval }
            guard scope != .fresh, environment.spacesLooks else { return }
            state.eager = max(0, state.eager - 1)
            let least: Duration = state.eager > 0 ? .zero : Self.restInterval
            switch scope {
            case .all: state.all.rest(after: now - start, atLeast: least, now: now)
            case .hot: state.some.rest(after: now - start, atLeast: least, now: now)
            case .fresh: break
            }
        }
    }

    /// Delivers the records that were read, and for jobs that have ended the whole record to the followers that want it.
    private func tell(_ ids: [JobID], _ seen: (records: [JobRecord], unreadable: [JobID: any Error])) async throws {
        let records = seen.records
        let followers = state.withLock { state in
            for record in records {
                if record.state == .scheduled {
                    state.hot.remove(record.id)
                } else if state.followers[record.id] != nil {
                    state.hot.insert(record.id)
                }
            }
            return state.followers
        }
        var missing = Set(ids)
        var ended: [JobID] = []
        for record in records {
            missing.remove(record.id)
            let isEnd = record.state.isFinished
            for (key, follower) in Self.inOrder(followers[record.id]) {
                if isEnd, follower.wantsRecord {
                    if ended.last != record.id { ended.append(record.id) }
                } else {
                    // Unfollowed first: once the follower is told, it may check whether there are followers.
                    if isEnd { unfollow(record.id, key) }
                    follower.see(record)
                }
            }
        }
        for id in ids where missing.contains(id) { fail(id, seen.unreadable[id] ?? JobError.notFound(id)) }
        for start in stride(from: 0, to: ended.count, by: Self.recordsInPart) {
            try await tellRecords(of: Array(ended[start..<min(start + Self.recordsInPart, ended.count)]))
        }
    }

    private func tellRecords(of ids: [JobID]) async throws {
        var gone = Set(ids)
        let seen = try await store.readable(ids, .full)
        for record in seen.records {
            gone.remove(record.id)
            let followers = state.withLock { $0.followers[record.id] }
            for (key, follower) in Self.inOrder(followers) where follower.wantsRecord {
                // A job that was retried by hand since goes on, and so does its follower.
                if record.state.isFinished { unfollow(record.id, key) }
                follower.see(record)
            }
        }
        for id in ids where gone.contains(id) { fail(id, seen.unreadable[id] ?? JobError.notFound(id)) }
    }

    private func failed(_ error: any Error, _ ids: [JobID]) {
        let now = environment.uptime()
        guard (error as? JobStoreError)?.isTransient == true else {
            for id in ids { fail(id, error) }
            return
        }
        // New followers may have missed their read: the next one is for all.
        let (followers, since) = state.withLock { state in
            let since = state.unreachableSince ?? now
            state.unreachableSince = since
            state.nextPoll = now + Self.pollInterval
            return (state.followers, since)
        }
        for (id, ofJob) in followers {
            for (key, follower) in ofJob where now - max(since, follower.since) >= Self.patience {
                unfollow(id, key)
                follower.fail(error)
            }
        }
    }

    private func fail(_ id: JobID, _ error: any Error) {
        for (key, follower) in Self.inOrder(state.withLock { $0.followers[id] }) {
            unfollow(id, key)
            follower.fail(error)
        }
    }

    /// Followers in the order in which they began.
    private static func inOrder(_ followers: [Int: JobFollower]?) -> [(key: Int, value: JobFollower)] {
        guard let followers else { return [] }
        return followers.count == 1 ? Array(followers) : followers.sorted { $0.key < $1.key }
    }
}
