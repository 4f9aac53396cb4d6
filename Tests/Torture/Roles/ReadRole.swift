import Foundation
import JobKitProcesses

/// Reads the jobs of a file in transactions of up to a few milliseconds, and at times on a new connection.
struct ReadRole {
    private let path: String
    private let ledger: Ledger
    private let longest: Int
    private let seed: Int

    init(_ options: Options) throws {
        Leash.hold()
        path = try options.file()
        ledger = try Ledger(path: options.text("ledger"))
        longest = try options.number("longest", 20)
        seed = try options.number("seed", 1)
    }

    func run() throws {
        var chance = Chance(seed: seed)
        ledger.note(.begin)
        while true {
            let plain = try PlainDatabase(path)
            for _ in 0..<chance.number(1...40) {
                try plain.run("BEGIN")
                _ = try plain.integer("SELECT count(*) FROM (SELECT 1 FROM jobkit_ready LIMIT 100)")
                usleep(UInt32(chance.number(0...longest)) * 1_000)
                try plain.run("COMMIT")
                usleep(UInt32(chance.number(0...10)) * 1_000)
            }
        }
    }
}
