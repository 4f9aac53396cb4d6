import Foundation
import JobKitProcesses

/// The processes of one driver on one database: started, stopped, killed, replaced. Used by one thread.
final class Fleet {
    private struct Member {
        let role: String
        let extra: [String]
        let name: String
        let process: ChildProcess
        /// The time at which a stopped process goes on.
        var resumesAt: UInt64?
        /// The time until which it is not chosen again, so that it can store its outcomes.
        var sparedUntil: UInt64 = 0
    }

    private static let sparing: UInt64 = 1_000_000_000

    let ledgers: String
    private let errors: String
    private let store: String
    /// The kills and stops of each process.
    private let ledger: Ledger
    private let leash: Leash
    private var members: [Member] = []
    private var chance: Chance
    private var started = 0
    /// SIGKILLs sent from here.
    private(set) var kills = 0
    private(set) var stops = 0
    /// Processes that killed themselves.
    private(set) var suicides = 0
    /// Unexpected ends, with the process's last output.
    private(set) var problems: [String] = []

    init(directory: String, store: String, seed: Int) throws {
        ledgers = directory + "/ledgers"
        errors = directory + "/errors"
        self.store = store
        leash = try Leash()
        chance = Chance(seed: seed)
        for folder in [ledgers, errors] {
            // The notes of an earlier run would count against this one.
            guard !FileManager.default.fileExists(atPath: folder) else { throw TortureError("\(folder) is there already") }
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        ledger = try Ledger(path: Self.ledger("fleet", in: ledgers))
    }

    var count: Int { members.count }

    /// Beside this program's own file, whichever it is.
    static var executable: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }

    func start(_ role: String, _ extra: [String] = []) throws {
        started += 1
        let name = "\(role)-\(started)"
        let arguments =
            [
                role, "--store", store, "--ledger", Self.ledger(name, in: ledgers), "--seed", "\(chance.number(0...1_000_000))",
                "--process", "\(started)",
            ] + extra
        let log = "\(errors)/\(name).log"
        let process = try ChildProcess.start(executable: Self.executable, arguments: arguments, leash: leash, output: log, errors: log)
        members.append(Member(role: role, extra: extra, name: name, process: process))
    }

    /// Kills one at random, mostly one that is at work already, and starts another of its role.
    func killOne() throws {
        let now = monotonicNanoseconds()
        let others = members.filter { $0.sparedUntil < now }
        let candidates = chance.number(0...9) == 0 ? others : others.filter { begun($0) }
        guard let victim = candidates.randomElement(using: &chance) else { return }
        try remove(victim)
        try start(victim.role, victim.extra)
    }

    /// Kills all at once, so that no process is left that knows the log, and starts others.
    func killAll() throws {
        let victims = members
        for victim in victims { victim.process.send(SIGKILL) }
        for victim in victims { try remove(victim) }
        for victim in victims { try start(victim.role, victim.extra) }
    }

    /// Stops one of a role that runs a job, for that long, unless two are stopped: another one must take over their jobs.
    func stopOne(role: String, milliseconds: Int) throws {
        guard members.count(where: { $0.resumesAt != nil }) < 2 else { return }
        let candidates = members.indices.filter { members[$0].role == role && members[$0].resumesAt == nil && begun(members[$0]) }
        guard let index = candidates.randomElement(using: &chance) else { return }
        let member = members[index]
        if let end = member.process.stop() {
            members.remove(at: index)
            note(end, of: member)
            return try start(member.role, member.extra)
        }
        // From one without a job nothing can be taken over.
        if try LedgerReader.entries(at: Self.ledger(member.name, in: ledgers)).underWay().isEmpty { return member.process.send(SIGCONT) }
        members[index].resumesAt = monotonicNanoseconds() + UInt64(milliseconds) * 1_000_000
        members[index].sparedUntil = .max
        ledger.note(.stopped, detail: member.name)
        stops += 1
    }

    /// Continues the stopped processes whose time has come.
    func resume() {
        let now = monotonicNanoseconds()
        for index in members.indices {
            guard let time = members[index].resumesAt, time <= now else { continue }
            (members[index].resumesAt, members[index].sparedUntil) = (nil, now + Self.sparing)
            ledger.note(.resumed, detail: members[index].name)
            members[index].process.send(SIGCONT)
        }
    }

    /// Whether any process has opened the store.
    var hasBegun: Bool { members.contains(where: begun) }

    /// Whether no process is stopped.
    var isRunning: Bool { members.allSatisfy { $0.resumesAt == nil } }

    func kill(role: String) throws {
        for member in members where member.role == role { try remove(member) }
    }

    /// Replaces processes that have ended by themselves.
    func reap() throws {
        for member in members {
            guard let end = member.process.end() else { continue }
            members.removeAll { $0.name == member.name }
            note(end, of: member)
            // A process that fails at every start would be restarted without end.
            guard problems.count < 20 else {
                throw TortureError("too many processes end by themselves:\n" + problems.joined(separator: "\n"))
            }
            try start(member.role, member.extra)
        }
    }

    /// Asks all processes to end, and waits for their end.
    func terminate() {
        for member in members { member.process.send(SIGTERM) }
        for member in members {
            if let end = member.process.waitForEnd(), end != .exited(0) { note(end, of: member) }
        }
        members = []
    }

    private func remove(_ member: Member) throws {
        members.removeAll { $0.name == member.name }
        member.process.send(SIGKILL)
        guard let end = member.process.waitForEnd() else { throw TortureError("\(member.name) is gone") }
        if end == .killed(SIGKILL) { kills += 1 } else { note(end, of: member) }
    }

    private func note(_ end: ChildProcess.End, of member: Member) {
        if end == .killed(SIGKILL) {
            suicides += 1
        } else {
            let log = (try? String(contentsOfFile: "\(errors)/\(member.name).log", encoding: .utf8)) ?? ""
            problems.append("\(member.name) ended by itself (\(end)): \(log.suffix(600))")
        }
    }

    private func begun(_ member: Member) -> Bool {
        FileSize.bytes(at: Self.ledger(member.name, in: ledgers)) ?? 0 > 0
    }

    static func ledger(_ name: String, in folder: String) -> String { "\(folder)/\(name)\(LedgerReader.suffix)" }
}
