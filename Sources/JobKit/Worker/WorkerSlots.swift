import DequeModule

/// How many jobs a worker runs, holds and may ask for. Pure: it counts and chooses, and performs nothing.
struct WorkerSlots {
    let concurrency: Int
    /// Claimed and leased, waiting for a slot.
    private(set) var buffered: Deque<ClaimedJob> = []
    /// Handlers that run.
    private(set) var running = 0
    /// Handlers that have ended, their outcome on its way into the store; each holds its slot until it is stored.
    private(set) var settling = 0
    private(set) var isDraining = false
    /// A moving average of what a handler takes, in seconds; `nil` until one has ended.
    private(set) var meanSeconds: Double?
    private var hasEndedSinceCheck = false

    /// A job that is claimed ahead should start within this many seconds: it is withheld from other workers meanwhile.
    static let lookaheadSeconds = 0.1

    init(concurrency: Int) {
        self.concurrency = max(1, concurrency)
    }

    var isIdle: Bool { running == 0 && settling == 0 && buffered.isEmpty }

    /// How many jobs can be claimed beyond the free slots and still start soon.
    private var lookahead: Int {
        guard let meanSeconds else { return 0 }
        return Int(min(1, Self.lookaheadSeconds / max(meanSeconds, 1e-6)) * Double(concurrency))
    }

    /// How many jobs to ask for now; zero while what is at hand keeps the slots busy.
    var claimLimit: Int {
        guard !isDraining else { return 0 }
        // Slots that are settling will be free by the time a claim returns: its commit is the settle's, or comes behind it.
        let wanted = concurrency + lookahead - running - buffered.count
        // With jobs in hand a small claim can wait: it would only make many receipts of one.
        let worthwhile = buffered.isEmpty ? 1 : max(1, concurrency / 2)
        return wanted >= worthwhile ? wanted : 0
    }

    /// Takes in what was claimed; returns what to start now.
    mutating func accept(_ jobs: [ClaimedJob]) -> [ClaimedJob] {
        buffered.append(contentsOf: jobs)
        return fill()
    }

    mutating func ended(_ count: Int, seconds: Double?) {
        running -= count
        settling += count
        if count > 0 { hasEndedSinceCheck = true }
        if let seconds { meanSeconds = meanSeconds.map { $0 + (seconds - $0) * 0.1 } ?? seconds }
        assert(running >= 0)
    }

    /// Frees the slots of outcomes that are stored; returns what to start now.
    mutating func settled(_ count: Int) -> [ClaimedJob] {
        settling -= count
        assert(settling >= 0)
        return fill()
    }

    /// From now on nothing is claimed or started; returns what was held and is to be given back.
    mutating func drain() -> [ClaimedJob] {
        isDraining = true
        defer { buffered = [] }
        return Array(buffered)
    }

    /// Hands over what is held when no handler has ended since the last call, that long ago: it was claimed ahead in the belief that handlers are
    /// short, and others can start it now.
    mutating func releaseStale(after seconds: Double) -> [ClaimedJob] {
        defer { hasEndedSinceCheck = false }
        guard !hasEndedSinceCheck, running > 0, !buffered.isEmpty else { return [] }
        meanSeconds = max(meanSeconds ?? 0, seconds)
        defer { buffered = [] }
        return Array(buffered)
    }

    /// Hands over held jobs with these leases.
    mutating func take(_ leases: Set<Lease>) -> [ClaimedJob] {
        let taken = buffered.filter { leases.contains($0.lease) }
        buffered.removeAll { leases.contains($0.lease) }
        return Array(taken)
    }

    /// Forgets held jobs of a claim that was lost.
    mutating func drop(_ token: ClaimToken) {
        buffered.removeAll { $0.lease.token == token }
    }

    private mutating func fill() -> [ClaimedJob] {
        guard !isDraining else { return [] }
        let count = min(concurrency - running - settling, buffered.count)
        guard count > 0 else { return [] }
        let jobs = Array(buffered.prefix(count))
        buffered.removeFirst(count)
        running += count
        return jobs
    }
}
