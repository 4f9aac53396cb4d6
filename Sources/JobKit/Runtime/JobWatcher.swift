import Synchronization

/// Looks at the jobs that tasks of one queue wait for: all of them in one call of the store, for all who wait.
///
/// Works while somebody follows a job, and ends with the last follower. It looks when the store signals and at least every `pollInterval`, and
/// leaves the store alone in between for `share` times as long as the last look took: however many wait, looking takes no more than a few percent
/// of the time. A follower that is new is looked for at once, apart from the others. Jobs that were scheduled for later when they were seen cannot end
/// soon: the others are looked at apart from them, as often as their own number lets it.
final class JobWatcher: Sendable {
    /// How often the store is asked when it sends no signal, and the longest pause between two looks. A job stays in the store for longer than that
    /// once it has ended (see `Sweeper`), so that no follower misses the end.
    static let pollInterval: Duration = .milliseconds(500)
    /// How long the store may be out of reach.
    static let patience: Duration = .seconds(60)
    /// The shortest pause between two looks, but for the first few after somebody has begun to follow: a short job is over by then.
    static let restInterval: Duration = .milliseconds(10)
    /// What one look takes is followed by that many times as much rest.
    static let share = 40
    /// What a look at a few jobs may take, whatever the machine does beside.
    private static let cheapLook: Duration = .microseconds(500)
    /// How many looks after a follower's beginning come as fast as `share` lets them.
    private static let eagerLooks = 4
    /// Whole records are read in parts of this many: outputs may be large.
    private static let recordsInPart = 64

    private struct State {
        var followers: [JobID: [Int: JobFollower]] = [:]
        /// Jobs that nobody has looked at since a follower began.
        var fresh: Set<JobID> = []
        /// Jobs that were not scheduled for later when they were seen, and those that are fresh.
        var hot: Set<JobID> = []
        var lastKey = 0
        var isRunning = false
        /// Whether there was a signal since the last look at all, and since the last at those that are hot.
        var isSignalled = false
        var isHotSignalled = false
        /// Looks left that may come early.
        var eager = 0
        var all = Pace()
        var some = Pace()
        /// By uptime: when the next look at all comes without a signal.
        var nextPoll: Duration = .zero
        var unreachableSince: Duration?

        /// Whether looking at the hot ones alone is worth it, and called for.
        var wantsHotLook: Bool { isHotSignalled && !hot.isEmpty && hot.count < followers.count }
    }

    /// How often one sort of looks comes.
    private struct Pace {
        /// What a look costs, as far as it is known.
        var cost: Duration = .zero
        /// By uptime: when the next one may come.
        var next: Duration = .zero

        /// One look that took long on a busy machine is no reason to see the next end late; when several do, it is.
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

    /// Begins to follow a job; ends when the follower is let go of.
    ///
    /// - Parameter wantsRecord: whether the whole record is to be read once the job has ended.
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
        // Detached: it serves others when the caller has gone. As the worker's loops are, before handlers.
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

    /// A follower's place; it is given up with the last reference to this.
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

        /// What is new of the job since the last time; waits for it. `nil` when the task is cancelled.
        func next() async throws -> JobRecord? { try await follower.next() }

        deinit { watcher.unfollow(id, key) }
    }
}

// MARK: - The loop

extension JobWatcher {
    private func run() async {
        // Subscribed to before the first look, so that nothing falls between.
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

    /// Hands out what was seen, and of jobs that have ended the whole record to those who want it.
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
                    // Given up first: once it is told, it may look whether anybody follows.
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
                // One that was retried by hand since goes on, and so does whoever waits for it.
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
        // Those who are new may have missed their look: the next one is for all.
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

    /// Those who began first are told first.
    private static func inOrder(_ followers: [Int: JobFollower]?) -> [(key: Int, value: JobFollower)] {
        guard let followers else { return [] }
        return followers.count == 1 ? Array(followers) : followers.sorted { $0.key < $1.key }
    }
}
