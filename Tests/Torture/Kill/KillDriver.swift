import Foundation

/// Enqueuers and workers on one file, killed at random for a while, then left alone until every job is finished; then the books are compared.
struct KillDriver {
    /// How long nothing may finish before the run counts as stuck.
    private static let stuckAfter: UInt64 = 120_000_000_000

    private let options: Options
    private let store: String
    private let kills: Int
    private let seed: Int
    private let fleet: Fleet

    init(_ options: Options) throws {
        self.options = options
        let directory = try options.text("directory")
        store = directory + "/jobs.db"
        kills = try options.number("kills", 300)
        seed = try options.number("seed", 1)
        fleet = try Fleet(directory: directory, store: store, seed: seed)
    }

    /// - Returns: whether everything was as it must be; prints one line of figures, and what was not.
    func run() throws -> Bool {
        let start = monotonicNanoseconds()
        var largestLog = 0
        try trouble(&largestLog)
        let drained = try drain()
        fleet.terminate()
        let seconds = Int((monotonicNanoseconds() - start) / 1_000_000_000)

        let (figures, found) = try KillVerifier(store: store, ledgers: fleet.ledgers).verify()
        let problems = fleet.problems + (drained ? [] : ["the jobs that are left do not finish"]) + found
        print(
            "kill: synchronous=\(options.text("synchronous", "full")) seed=\(seed) kills=\(fleet.kills) self-kills=\(fleet.suicides) \(figures)"
                + " largest-log=\(largestLog) seconds=\(seconds) problems=\(problems.count)")
        show(problems)
        return problems.isEmpty
    }

    private func trouble(_ largestLog: inout Int) throws {
        var chance = Chance(seed: seed &+ 1)
        let synchronous = ["--synchronous", options.text("synchronous", "full")]
        for _ in 0..<2 { try fleet.start("enqueue", synchronous) }
        for _ in 0..<4 { try fleet.start("work", synchronous + ["--lease", "\(chance.number(300...1_000))", "--concurrency", "4"]) }
        while fleet.kills < kills {
            usleep(UInt32(chance.number(10...40)) * 1_000)
            try fleet.reap()
            if chance.number(0...79) == 0 { try fleet.killAll() } else { try fleet.killOne() }
            largestLog = max(largestLog, FileSize.bytes(at: store + "-wal") ?? 0)
        }
    }

    /// `false` when jobs are left that nobody finishes.
    private func drain() throws -> Bool {
        try fleet.kill(role: "enqueue")
        var (finished, since) = (-1, monotonicNanoseconds())
        while true {
            try fleet.reap()
            let (open, done) = try counts()
            if open == 0 { return true }
            if done != finished { (finished, since) = (done, monotonicNanoseconds()) }
            if monotonicNanoseconds() - since > Self.stuckAfter { return false }
            usleep(50_000)
        }
    }

    private func counts() throws -> (open: Int, finished: Int) {
        // Closed at once: a worker is to be the last who has the file open.
        let plain = try PlainDatabase(store)
        return (
            try plain.integer("SELECT (SELECT count(*) FROM jobkit_ready) + (SELECT count(*) FROM jobkit_receipt)"),
            try plain.integer("SELECT count(*) FROM jobkit_finished")
        )
    }
}
