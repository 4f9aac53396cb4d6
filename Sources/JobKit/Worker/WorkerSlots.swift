import DequeModule

/// How many jobs a worker runs, holds and may ask for. Pure: it counts and chooses, and performs nothing. Times are uptimes.
struct WorkerSlots {
    /// What to do with jobs that were held.
    struct Turn {
        var start: [HeldJob] = []
        var giveBack: [HeldJob] = []
        /// Jobs in quarantine for which there was no room in time; they wait a while.
        var putOff: [HeldJob] = []
        /// Whether one of those given back is past its deadline; the sweep should expire it.
        var sawPassedDeadline = false
    }

    let concurrency: Int
    /// Claimed and leased, waiting for a slot; the first claimed first.
    private(set) var buffered: Deque<HeldJob> = []
    /// Handlers that run, the parked ones among them.
    private(set) var running = 0
    /// Handlers that wait for other jobs and need no slot meanwhile.
    var parked = 0
    /// Handlers that have ended, their outcome on its way into the store; each holds its slot until it is stored.
    private(set) var settling = 0
    private(set) var isDraining = false
    /// What handlers of each kind take, and how many jobs of it are in hand.
    private var kinds = KindBooks()
    /// The quarantined jobs that run: the most that may run beside and with each.
    private var quarantined: [Lease: Int] = [:]
    /// A quarantined job did not fit beside what runs: until fewer run than it bears, or until then, nothing is claimed.
    private var clearing: (most: Int, until: Duration)?
    /// Room was made in vain: until then no more is made, and a quarantined job that does not fit is put off.
    private var isCrowdedUntil: Duration?

    private struct KindBook {
        /// A moving average, in seconds; `nil` until a handler has ended.
        var mean: Double?
        /// Jobs that are held, run or settle.
        var inHand = 0
    }

    /// The books of all kinds. Jobs that come one after the other are mostly of one kind: it is compared, and not looked up, for each.
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

    /// A job that is claimed ahead starts within this time or is given back: it is withheld from other workers meanwhile.
    static let patience = Duration.milliseconds(100)
    /// How far ahead to claim, in seconds; less than the patience, since no mean is kept to.
    private static let lookaheadSeconds = 0.05
    /// How long a worker makes room for a quarantined job before it works on with what there is.
    static let clearingTime = Duration.seconds(30)
    /// How long it makes no more room after it has made some in vain: what quarantine costs the others is bounded.
    private static let crowdedTime = Duration.seconds(300)

    init(concurrency: Int) {
        self.concurrency = max(1, concurrency)
    }

    var isIdle: Bool { running == 0 && settling == 0 && buffered.isEmpty }

    /// When the first of the held jobs has been held long enough; `nil` when none is held.
    var nextRelease: Duration? { buffered.first.map { $0.claimed.uptime + Self.patience } }

    /// Until when room is made for a quarantined job.
    var clearingUntil: Duration? { clearing?.until }

    // MARK: Asking

    /// How many jobs to ask for now; zero while what is at hand keeps the slots busy.
    ///
    /// - Parameter settlesFail: outcomes cannot be stored at the moment, and their slots do not come free.
    func claimLimit(now: Duration, settlesFail: Bool = false) -> Int {
        guard !isDraining else { return 0 }
        if let clearing, now < clearing.until { return active < clearing.most && buffered.isEmpty ? 1 : 0 }
        // Slots that are settling will be free by the time a claim returns: its commit is the settle's, or comes behind it.
        let free = concurrency - active - (settlesFail ? settling : 0) - buffered.count
        if let cap { return max(0, min(free, cap - active - buffered.count)) }
        let wanted = free + (settlesFail ? 0 : lookahead)
        // With jobs in hand a small claim can wait: it would only make many receipts of one.
        let worthwhile = buffered.isEmpty ? 1 : max(1, concurrency / 2)
        return wanted >= worthwhile ? wanted : 0
    }

    /// Handlers that do something. One that waits for another job is not in its way, in quarantine either.
    private var active: Int { running - parked }

    /// The most jobs that may run while the quarantined ones do.
    private var cap: Int? { quarantined.isEmpty ? nil : quarantined.values.min() }

    /// How many jobs can be claimed beyond the free slots and still start soon: as many as jobs like those in hand make room for.
    private var lookahead: Int {
        var (inHand, perSecond, slowest) = (0, 0.0, 0.0)
        for book in kinds.books {
            if let mean = book.mean {
                perSecond += Double(book.inHand) / max(mean, 1e-6)
                slowest = max(slowest, mean)
            }
            inHand += book.inHand
        }
        // With nothing in hand, what comes may be the slowest.
        let rate = inHand > 0 ? perSecond / Double(inHand) : slowest > 0 ? 1 / slowest : 0
        return Int(min(1, Self.lookaheadSeconds * rate) * Double(concurrency))
    }

    // MARK: Taking in

    /// Takes in what was claimed.
    ///
    /// - Parameter paused: queues that hand out nothing now; what is held of them goes back.
    mutating func accept(_ jobs: [HeldJob], paused: Set<String> = [], now: Duration) -> Turn {
        // Where nothing came, the jobs that room is made for may still be on their way back into the store.
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

    /// Fills free slots with what is held.
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
                // All that is held goes back, so that the store has it back before this job starts: were it lost with the worker, it would be lost
                // beside the others. A worker with room can have it; this one makes room meanwhile, and asks for one job.
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

    /// The outcome of a job is stored: its slot is free.
    mutating func settled(kind: String) {
        settling -= 1
        kinds[kind].inHand -= 1
        assert(settling >= 0)
    }

    // MARK: Giving back

    /// From now on nothing is claimed or started; returns what was held and is to be given back.
    mutating func drain() -> [HeldJob] {
        isDraining = true
        return takeFirst(buffered.count)
    }

    /// Hands over what was held for too long: it was claimed ahead in the belief that handlers are short, and others can start it now.
    mutating func releaseAged(now: Duration) -> [HeldJob] {
        let count = buffered.prefix { $0.claimed.uptime + Self.patience <= now }.count
        guard count > 0 else { return [] }
        kinds.slow(toAtLeast: 2 * Self.lookaheadSeconds)
        return takeFirst(count)
    }

    /// Hands over held jobs with these leases.
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
