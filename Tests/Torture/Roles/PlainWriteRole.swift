import Foundation
import JobKitProcesses

/// The control arm: commits and checkpoints with SQLite's own defaults but for a small log. Two connections, each on a thread; both commit,
/// and the second checkpoints besides.
struct PlainWriteRole {
    static let schema = "CREATE TABLE IF NOT EXISTS control (process INTEGER, number INTEGER, payload BLOB, PRIMARY KEY (process, number))"

    private let path: String
    private let ledgers: [Ledger]
    private let process: Int
    private let pages: Int
    private let synchronous: String

    init(_ options: Options) throws {
        Leash.hold()
        path = try options.file()
        let ledger = try options.text("ledger")
        ledgers = [
            try Ledger(path: ledger), try Ledger(path: ledger.replacing(LedgerReader.suffix, with: "-second" + LedgerReader.suffix)),
        ]
        process = try options.number("process", 0)
        pages = try options.number("checkpoint-pages", 40)
        synchronous = options.text("synchronous", "full")
    }

    func run() throws {
        let second = Thread { work(1) }
        second.start()
        work(0)
    }

    private func work(_ index: Int) {
        do {
            try write(index)
        } catch {
            complain("plain-write: \(error)")
            exit(1)
        }
    }

    private func write(_ index: Int) throws {
        let plain = try PlainDatabase(path, readOnly: false, checkpointPages: pages)
        try plain.run("PRAGMA synchronous = \(synchronous)")
        let writer = process * 2 + index
        ledgers[index].note(.begin, attempt: writer)
        var (number, checkpoints) = (0, 0)
        var chance = Chance(seed: writer)
        while true {
            try plain.run("BEGIN IMMEDIATE")
            try plain.run("INSERT INTO control VALUES (\(writer), \(number), zeroblob(200))")
            try plain.run("COMMIT")
            ledgers[index].note(.commit, attempt: number, detail: "\(checkpoints)")
            number += 1
            // Writers without a pause never leave the log free, and it would not start over.
            usleep(UInt32(chance.number(0...3_000)))
            if index == 1, plain.checkpoint() { checkpoints += 1 }
        }
    }
}
