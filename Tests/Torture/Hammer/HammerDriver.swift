import Foundation
import JobKit

/// Many processes that commit and checkpoint on one file. The arm `jobkit` goes through JobKit, is killed at random, and must lose nothing;
/// the arm `plain` goes through SQLite with its own defaults, and its losses are counted, not judged.
struct HammerDriver {
    private let directory: String
    private let store: String
    private let seconds: Int
    private let processes: Int
    private let readers: Int
    private let isPlain: Bool
    private let options: Options
    private let fleet: Fleet

    init(_ options: Options) throws {
        self.options = options
        directory = try options.text("directory")
        store = directory + "/jobs.db"
        seconds = try options.number("seconds", 20)
        processes = try options.number("processes", 8)
        readers = try options.number("readers", 2)
        isPlain = options.text("arm", "jobkit") == "plain"
        fleet = try Fleet(directory: directory, store: FileDatabase(path: store).address, seed: try options.number("seed", 1))
    }

    func run() throws -> Bool {
        var observer = LogObserver(path: store + "-wal")
        if isPlain {
            let plain = try PlainDatabase(store, readOnly: false)
            try plain.run("PRAGMA journal_mode = WAL")
            try plain.run(PlainWriteRole.schema)
        }
        try start()
        try hammer(&observer)
        let found = isPlain ? try HammerBooks.ofControl(store, fleet.ledgers) : try HammerBooks.ofJobKit(store, fleet.ledgers)
        let problems = fleet.problems + found.problems
        print(
            "hammer: arm=\(isPlain ? "plain" : "jobkit") sqlite=\(PlainDatabase.version) processes=\(processes) seconds=\(seconds)"
                + " kills=\(fleet.kills) commits=\(found.commits) rows=\(found.rows) checkpoints=\(found.checkpoints)"
                + " restarts=\(observer.restarts) largest-log=\(observer.largest) database=\(FileSize.bytes(at: store) ?? 0)"
                + " lost=\(found.lost) problems=\(problems.count)")
        show(problems)
        return isPlain || problems.isEmpty && found.lost == 0 && found.commits > 0
    }

    private func start() throws {
        let pages = ["--checkpoint-pages", "\(try options.number("checkpoint-pages", 40))"]
        let settings = pages + ["--synchronous", options.text("synchronous", "normal")]
        let load = ["--batch", options.text("batch", "4"), "--payload", options.text("payload", "200")]
        for _ in 0..<processes { try fleet.start(isPlain ? "plain-write" : "hammer-write", settings + load) }
        guard !isPlain else { return }
        // Readers find their tables once a process has made them.
        while !((try? PlainDatabase(store).integer("SELECT count(*) FROM jobkit_receipt")) != nil) { usleep(2_000) }
        for _ in 0..<readers { try fleet.start("read", ["--longest", options.text("longest-read", "20")]) }
    }

    private func hammer(_ observer: inout LogObserver) throws {
        var chance = Chance(seed: try options.number("seed", 1) &+ 1)
        let killEvery = try options.number("kill-every", isPlain ? 0 : 250)
        let end = monotonicNanoseconds() + UInt64(seconds) * 1_000_000_000
        var nextKill = monotonicNanoseconds()
        // Where a size is given, the written bytes end the run, however long that takes.
        let bytes = try options.number("until-bytes", 0)
        while bytes > 0 ? FileSize.bytes(at: store) ?? 0 < bytes : monotonicNanoseconds() < end {
            usleep(1_000)
            observer.look()
            try fleet.reap()
            // The control arm has damaged its file: there is nothing more to learn from it.
            if isPlain, !fleet.problems.isEmpty { break }
            guard killEvery > 0, monotonicNanoseconds() >= nextKill else { continue }
            nextKill = monotonicNanoseconds() + UInt64(chance.number(0...2 * killEvery)) * 1_000_000
            try fleet.killOne()
        }
        try fleet.kill(role: isPlain ? "plain-write" : "hammer-write")
        if !isPlain { try fleet.kill(role: "read") }
    }
}
