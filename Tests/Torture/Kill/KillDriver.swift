import Foundation
import JobKitProcesses

/// Enqueuers and workers on one database, killed and stopped at random for a while, then left alone until every job is finished; then their
/// notes are compared with the database. A server of its own is killed in between, too.
struct KillDriver {
    /// How long no job may finish before the run counts as stuck.
    private static let stuckAfter: UInt64 = 120_000_000_000
    /// More waiting jobs than this are not added to.
    private static let backlog = 300
    /// The number of kills between two stops of a worker, between two ends of the server, and between two checks.
    private static let (killsPerStop, killsPerServer, killsPerLook) = (10, 60, 50)

    private let options: Options
    private let database: any TortureDatabase
    private let server: OwnServer?
    private let brake: String
    private let kills: Int
    private let seed: Int
    private let fleet: Fleet

    init(_ options: Options) throws {
        self.options = options
        let directory = try options.text("directory")
        brake = directory + "/brake"
        kills = try options.number("kills", 300)
        seed = try options.number("seed", 1)
        switch options.text("store", "sqlite") {
        case "sqlite": (server, database) = (nil, FileDatabase(path: directory + "/jobs.db"))
        case "postgres":
            let own = try OwnServer()
            (server, database) = (own, ServerDatabase(connection: own.connection))
        default: (server, database) = (nil, try options.database())
        }
        do {
            fleet = try Fleet(directory: directory, store: database.address, seed: seed)
        } catch {
            server?.remove()
            throw error
        }
    }

    /// - Returns: whether every check passed; prints one line of figures, and the failures.
    func run() throws -> Bool {
        defer { server?.remove() }
        let start = monotonicNanoseconds()
        var watch = Watch()
        try trouble(&watch)
        let drained = try drain(&watch)
        fleet.terminate()
        let seconds = Int((monotonicNanoseconds() - start) / 1_000_000_000)

        let verdict = try KillVerifier(database: database, ledgers: fleet.ledgers).verify()
        let problems =
            fleet.problems + watch.problems + (drained ? [] : ["the jobs that are left do not finish"]) + verdict.problems
            + verdict.figures.unproved(except: database.bearsStops ? [] : KillFigures.ofStops)
        print(
            "kill: store=\(options.text("store", "sqlite")) synchronous=\(options.text("synchronous", "full")) seed=\(seed) kills=\(fleet.kills)"
                + " self-kills=\(fleet.suicides) stops=\(fleet.stops) server-kills=\(watch.serverKills) \(verdict.figures) looks=\(watch.looks)"
                + " largest-log=\(watch.largestLog) seconds=\(seconds) problems=\(problems.count)")
        show(problems)
        return problems.isEmpty
    }

    /// Observations from outside while the processes run.
    private struct Watch {
        var largestLog = 0
        var serverKills = 0
        /// How many times every job was checked.
        var looks = 0
        var problems: [String] = []
    }

    private func trouble(_ watch: inout Watch) throws {
        var chance = Chance(seed: seed &+ 1)
        let common = ["--synchronous", options.text("synchronous", "full"), "--brake", brake]
        for _ in 0..<2 { try fleet.start("enqueue", common) }
        for _ in 0..<4 { try fleet.start("work", common + ["--lease", "\(chance.number(300...1_000))", "--concurrency", "4"]) }
        // Before that there is nothing to check.
        var (isPrepared, nextHold, nextProof) = (false, 0, kills)
        while true {
            if fleet.kills >= nextProof {
                // This reads all ledgers.
                nextProof = fleet.kills + 10
                if try isProved() { break }
            }
            usleep(UInt32(chance.number(10...40)) * 1_000)
            try fleet.reap()
            fleet.resume()
            if chance.number(0...(database.bearsStops ? 199 : 79)) == 0 { try fleet.killAll() } else { try fleet.killOne() }
            if database.bearsStops, fleet.stops < fleet.kills / Self.killsPerStop {
                // Longer than a lease, a sweep, and the second that a lost job waits before it is due again.
                try fleet.stopOne(role: "work", milliseconds: chance.number(2_400...4_000))
            }
            isPrepared = isPrepared || fleet.hasBegun
            guard isPrepared else { continue }
            if fleet.kills >= nextHold {
                nextHold = fleet.kills + 5
                try hold()
            }
            if fleet.kills / Self.killsPerLook > watch.looks { try look(&watch) }
            if watch.serverKills < fleet.kills / Self.killsPerServer { try killServer(&chance, &watch) }
            if let log = database.log { watch.largestLog = max(watch.largestLog, FileSize.bytes(at: log) ?? 0) }
        }
    }

    /// Whether jobs were taken over from stopped workers and their late outcomes came. Checked after enough kills; after six times as many
    /// the figures report that there was none.
    private func isProved() throws -> Bool {
        guard database.bearsStops, fleet.kills < 6 * kills else { return true }
        let takeOvers = try TakeOvers(ledgers: fleet.ledgers, stored: [:], notes: JobNotes.read(fleet.ledgers))
        return takeOvers.lateWords > 0
    }

    private func killServer(_ chance: inout Chance, _ watch: inout Watch) throws {
        guard let server else { return }
        try server.stop(OwnServer.Stop.allCases.randomElement(using: &chance) ?? .killed)
        try server.start()
        watch.serverKills += 1
    }

    /// Keeps the enqueuers from running away from the workers.
    private func hold() throws {
        if try counts().open > Self.backlog { _ = FileManager.default.createFile(atPath: brake, contents: nil) } else { unlink(brake) }
    }

    private func look(_ watch: inout Watch) throws {
        watch.looks += 1
        watch.problems += try database.reader().misplaced()
    }

    /// `false` when jobs are left that no worker finishes.
    private func drain(_ watch: inout Watch) throws -> Bool {
        try fleet.kill(role: "enqueue")
        var (finished, since) = (-1, monotonicNanoseconds())
        while true {
            try fleet.reap()
            fleet.resume()
            let (open, done) = try counts()
            if open == 0, fleet.isRunning { return true }
            if done != finished { (finished, since) = (done, monotonicNanoseconds()) }
            if monotonicNanoseconds() - since > Self.stuckAfter { return false }
            usleep(50_000)
        }
    }

    private func counts() throws -> (open: Int, finished: Int) {
        // Closed at once: a worker must be the last to have the file open.
        let reader = try database.reader()
        return (
            try reader.integer("SELECT (SELECT count(*) FROM jobkit_ready) + (SELECT count(*) FROM jobkit_receipt)"),
            try reader.integer("SELECT count(*) FROM jobkit_finished")
        )
    }
}
