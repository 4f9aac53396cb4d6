import Foundation
@_spi(Stores) import JobKit
import Synchronization
import Testing

@testable import JobKitSQLite

@Suite(.timeLimit(.minutes(2))) struct BackupTests {
    enum Way: CaseIterable {
        /// The store's own.
        case store
        /// A plain connection's, in another process.
        case vacuumInto
    }

    /// Ids that the child has reported as acknowledged.
    private final class Acknowledged: Sendable {
        private let ids = Mutex<Set<String>>([])

        func hear(_ line: String) {
            guard line.hasPrefix("enqueued ") else { return }
            ids.withLock { _ = $0.insert(String(line.dropFirst(9))) }
        }

        var all: Set<String> { ids.withLock { $0 } }
    }

    @Test(arguments: Way.allCases)
    func `A backup made under load holds all that was acknowledged before, and drains to the end`(way: Way) async throws {
        let workspace = try Workspace()
        let (path, copy) = (workspace.path, workspace.directory + "/backup.db")
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft("old")])
        let heard = Acknowledged()
        let before = try await ChildProcess.during("load", path, after: "loading", heard: { heard.hear($0) }) { kill in
            while heard.all.count < 400 { await Task.yield() }
            // Running when the backup is made, under a lease that has lapsed by the restore.
            while try await store.claim(request(limit: 5, lease: .microseconds(1))).jobs.isEmpty { await Task.yield() }
            let before = heard.all
            switch way {
            case .store: try await store.backup(to: copy)
            case .vacuumInto:
                let outcome = try await ChildProcess.run("vacuum-into", path, copy)
                #expect(outcome.has("copied"), "\(outcome)")
            }
            let after = before.count
            while heard.all.count < after + 50 { await Task.yield() }
            return before
        }
        await store.close()

        let ids = try PlainDatabase(copy).texts("SELECT lower(hex(id)) FROM jobkit_job")
        #expect(try PlainDatabase(copy).texts("PRAGMA integrity_check") == ["ok"])
        let missing = before.subtracting(ids.map(Self.dashed))
        #expect(missing.isEmpty, "\(missing.count) of \(before.count) acknowledged jobs are not in the backup")
        let restored = SQLiteJobStore(path: copy)
        try await restored.prepare()
        #expect(try await restored.total() == ids.count)
        #expect(try await restored.total(.running) > 0)
        // Takes back lapsed leases as a worker's sweep does. Those of the load last a fifth of a second, counted from before the backup.
        while try await restored.total(.running) > 0 {
            for job in try await restored.overdue(OverdueRequest(lapsed: 100)).lapsed {
                let back = JobChange(
                    id: job.id, expecting: .lapsed(job.claim.lease, until: job.claim.until),
                    effect: .wait(due: .at(job.status.dueAt), attempt: job.status.attempt, deadline: nil))
                #expect(try await restored.apply([back]) == [.applied])
            }
        }
        try await restored.drain()
        #expect(try await restored.total(.completed) == ids.count)
        await restored.close()
        #expect(try PlainDatabase(copy).texts("PRAGMA integrity_check") == ["ok"])
    }

    private static func dashed(_ digits: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    @Test func `A backup is readable for its owner alone, and nothing but it is left in its directory`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        let directory = workspace.directory + "/backups"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        let previous = umask(0)
        try await store.backup(to: directory + "/monday.db")
        umask(previous)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["monday.db"])
        let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/monday.db")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        await store.close()
    }

    @Test func `A backup never replaces a file, not even the one it copies`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let copy = workspace.directory + "/monday.db"
        try Data("keep me".utf8).write(to: URL(fileURLWithPath: copy))
        for path in [copy, workspace.path] {
            let error = await #expect(throws: JobStoreError.self) { try await store.backup(to: path) }
            #expect(
                error?.description
                    == "Could not back up to \(path) from \(workspace.path): \(path) exists already. "
                    + "Name a file that does not exist, or move that one away.")
            #expect(error?.code == .invalid)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == Data("keep me".utf8))
        #expect(try await store.enqueue([draft()]).count == 1)
        await store.close()
    }

    @Test func `A backup that cannot be written says why and leaves nothing`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let path = workspace.directory + "/nowhere/monday.db"
        let error = await #expect(throws: JobStoreError.self) { try await store.backup(to: path) }
        #expect(error?.code == .unavailable)
        #expect(error?.cause.hasPrefix("\(path)-new-") == true)
        #expect(error?.cause.hasSuffix("cannot be created (No such file or directory)") == true)
        #expect(error?.remedy == "Check that the directory exists, that this user may write to it, and the free space.")
        await store.close()
    }
}
