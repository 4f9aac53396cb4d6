import DequeModule

/// Counts how many jobs a worker runs, holds and may claim. Pure: it counts and chooses, and performs nothing. Times are uptimes.
struct WorkerSlots {
    /// The decisions about held jobs.
    struct Turn {
        var start: [HeldJob] = []
        var giveBack: [HeldJob] = []
        /// Jobs in quarantine for which there was no room in time; they wait a while.
        var putOff: [HeldJob] = []
        /// Whether one of the jobs to give back is past its deadline; the sweep should expire it.
        var sawPassedDeadline = false
    }

    let concurrency: Int
    /// Claimed and leased, waiting for a slot; the first claimed first.
    private(set) var buffered: Deque<HeldJob> = []
    /// Handlers that run, the parked ones among them.
    private(set) var running = 0
    /// Handlers that wait for other jobs and need no slot meanwhile.
    var parked = 0
    /// Handlers that have ended and whose outcome is yet to be stored; each holds its slot until then.
    private(set) var settling = 0
    private(set) var isDraining = false
    /// The running times of each kind's handlers, and how many jobs of the kind are in hand.
    private var kinds = KindBooks()
    /// The running quarantined jobs: for each, the most jobs that may run at the same time, itself included.
    private var quarantined: [Lease: Int] = [:]
    /// A quarantined job did not fit beside the running ones: the worker claims nothing until fewer than `most` run, or until the time is
    /// over.
    private var clearing: (most: Int, until: Duration)?
    /// Room was made in vain: until this time no more is made, and a quarantined job that does not fit is put off.
    private var isCrowdedUntil: Duration?

    private struct KindBook {
        /// A moving average, in seconds; `nil` until a handler has ended.
        var mean: Double?
        /// Jobs that are held, run or settle.
        var inHand = 0
    }

    /// The books of all kinds. Consecutive jobs are mostly of one kind: the kind is compared, and not looked up, for each.
    private struct KindBooks {
        private(set) var books: [KindBook] = []
        private var numbers: [String: Int] = [:]
        private var latest = (kind: "", number: -1)

        subscript(kind: String) -> KindBook {
            mutating get { books[number(of: kind)] }
            mutating set { books[number(of: kind)] = newValue }
            _modify { yield &books[number(of: kind)] }
        }

        private mutating func number(of kind: String) -> Int {
            if latest.number >= 0, latest.kind == kind { return latest.number }
            let number = numbers[kind] ?? books.count
            if number == books.count {
                books.append(KindBook())
                numbers[kind] = number
            }
            latest = (kind, number)
            return number
        }

        /// Doubles the means of kinds in hand, to at least this.
        mutating func slow(toAtLeast least: Double) {
            for number in books.indices where books[number].inHand > 0 {
                books[number].mean = books[number].mean.map { max(2 * $0, least) }
            }
        }
    }

    /// A job that is claimed ahead starts within this time or is given back: other workers cannot have it meanwhile.
    static let patience = Duration.milliseconds(100)
    /// How far ahead to claim, in seconds; less than `patience`, since handlers do not keep to a mean.
    private static let lookaheadSeconds = 0.05
    /// How long a worker makes room for a quarantined job before it works on with the jobs that it has.
    static let clearingTime = Duration.seconds(30)
    /// How long it makes no more room after it has made room in vain: this bounds the cost of quarantine to other jobs.
    private static let crowdedTime = Duration.seconds(300)

    init(concurrency: Int) {
        self.concurrency = max(1, concurrency)
    }

    var isIdle: Bool { running == 0 && settling == 0 && buffered.isEmpty }

    /// The time at which the first of the held jobs has been held long enough; `nil` when none is held.
    var nextRelease: Duration? { buffered.first.map { $0.claimed.uptime + Self.patience } }

    /// The time until which room is made for a quarantined job.
    var clearingUntil: Duration? { clearing?.until }

    // MARK: Asking

    /// How many jobs to claim now; zero while the jobs in hand keep the slots busy.
    ///
    /// - Parameter settlesFail: whether outcomes cannot be stored at the moment, so that their slots do not become free.
    func claimLimit(now: Duration, settlesFail: Bool = false) -> Int {
        guard !isDraining else { return 0 }
        if let clearing, now < clearing.until { return active < clearing.most && buffered.isEmpty ? 1 : 0 }
        // Slots that are settling will be free by the time a claim returns: its commit is the settle's, or comes after it.
        let free = concurrency - active - (settlesFail ? settling : 0) - buffered.count
        if let cap { return max(0, min(free, cap - active - buffered.count)) }
        let wanted = free + (settlesFail ? 0 : lookahead)
        // With jobs in hand a small claim can wait: many small claims would only make many receipts of one job each.
        let worthwhile = buffered.isEmpty ? 1 : max(1, concurrency / 2)
        return wanted >= worthwhile ? wanted : 0
    }

    /// The number of running handlers that do not wait for another job: a waiting one does not conflict with quarantine.
    private var active: Int { running - parked }

    /// The most jobs that may run while the quarantined ones do.
    private var cap: Int? { quarantined.isEmpty ? nil : quarantined.values.min() }

    /// How many jobs can be claimed beyond the free slots and still start soon, judged by the running times of the kinds in hand.
    private var lookahead: Int {
        var (inHand, perSecond, slowest) = (0, 0.0, 0.0)
        for book in kinds.books {
            if let mean = book.mean {
                perSecond += Double(book.inHand) / max(mean, 1e-6)
                slowest = max(slowest, mean)
            }
            inHand += book.inHand
        }
        // With no jobs in hand, the next ones may be of the slowest kind.
        let rate = inHand > 0 ? perSecond / Double(inHand) : slowest > 0 ? 1 / slowest : 0
        return Int(min(1, Self.lookaheadSeconds * rate) * Double(concurrency))
    }

    // MARK: Taking in

    /// Takes in claimed jobs.
    ///
    /// - Parameter paused: queues that are paused now; held jobs of these are given back.
    mutating func accept(_ jobs: [HeldJob], paused: Set<String> = [], now: Duration) -> Turn {
        // Where no job came, the jobs that room is made for may not be back in the store yet.
        if !jobs.isEmpty { endClearing(now: now) }
        for held in jobs { kinds[held.job.kind].inHand += 1 }
        buffered.append(contentsOf: jobs)
        var turn = Turn()
        if !paused.isEmpty { turn.giveBack = take { paused.contains($0.job.queue) } }
        fill(&turn, now: now)
        return turn
    }

    private mutating func endClearing(now: Duration) {
        guard let clearing else { return }
        if now >= clearing.until, active >= clearing.most { isCrowdedUntil = now + Self.crowdedTime }
        self.clearing = nil
    }

    /// Fills free slots with held jobs.
    mutating func fill(now: Duration) -> Turn {
        var turn = Turn()
        fill(&turn, now: now)
        return turn
    }

    private mutating func fill(_ turn: inout Turn, now: Duration) {
        guard !isDraining else { return }
        while let next = buffered.first {
            if next.isTooLate(at: now) {
                turn.giveBack += takeFirst(1)
                turn.sawPassedDeadline = true
                continue
            }
            if let cap, active >= cap {
                turn.giveBack += takeFirst(buffered.count)
                return
            }
            if let most = next.job.quarantine.map({ max(1, $0) }), active + buffered.count > most {
                if active >= most, let isCrowdedUntil, now < isCrowdedUntil {
                    turn.putOff += takeFirst(1)
                    continue
                }
                // All held jobs go back, so that the store has them before this job starts: were it lost with the worker, they would be
                // lost beside it. A worker with room can have it; this one makes room meanwhile, and claims one job.
                clearing = (most, now + Self.clearingTime)
                turn.giveBack += takeFirst(buffered.count)
                return
            }
            guard active + settling < concurrency else { return }
            buffered.removeFirst()
            running += 1
            if let most = next.job.quarantine { quarantined[next.lease] = max(1, most) }
            turn.start.append(next)
        }
    }

    // MARK: Ending

    /// A handler has ended, or was given up.
    mutating func ended(_ held: HeldJob, seconds: Double?) {
        running -= 1
        settling += 1
        assert(running >= 0)
        if !quarantined.isEmpty { quarantined[held.lease] = nil }
        guard let seconds else { return }
        let mean = kinds[held.job.kind].mean
        kinds[held.job.kind].mean = mean.map { $0 + (seconds - $0) * 0.1 } ?? seconds
    }

    /// The outcome of a job is stored: its slot becomes free.
    mutating func settled(kind: String) {
        settling -= 1
        kinds[kind].inHand -= 1
        assert(settling >= 0)
    }

    // MARK: Giving back

    /// From now on no job is claimed or started; returns the held jobs, to be given back.
    mutating func drain() -> [HeldJob] {
        isDraining = true
        return takeFirst(buffered.count)
    }

    /// Removes and returns jobs that were held for too long: they were claimed ahead because handlers were short, and other workers can
    /// start them now.
    mutating func releaseAged(now: Duration) -> [HeldJob] {
        let count = buffered.prefix { $0.claimed.uptime + Self.patience <= now }.count
        guard count > 0 else { return [] }
        kinds.slow(toAtLeast: 2 * Self.lookaheadSeconds)
        return takeFirst(count)
    }

    /// Removes and returns the held jobs with these leases.
    mutating func take(_ leases: Set<Lease>) -> [HeldJob] { take { leases.contains($0.lease) } }

    private mutating func take(where isWanted: (HeldJob) -> Bool) -> [HeldJob] {
        let taken = buffered.filter(isWanted)
        guard !taken.isEmpty else { return [] }
        buffered.removeAll(where: isWanted)
        return forget(taken)
    }

    private mutating func takeFirst(_ count: Int) -> [HeldJob] {
        let taken = buffered.prefix(count)
        buffered.removeFirst(count)
        return forget(taken)
    }

    private mutating func forget(_ jobs: some Sequence<HeldJob>) -> [HeldJob] {
        for held in jobs { kinds[held.job.kind].inHand -= 1 }
        return Array(jobs)
    }
}
