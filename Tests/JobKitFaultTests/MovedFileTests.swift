import Foundation
import JobKit
import Testing

@testable import JobKitSQLite

@Suite(.timeLimit(.minutes(2))) struct MovedFileTests {
    enum Trouble: CaseIterable {
        case moved, deleted, replaced, logDeleted, logReplaced, indexDeleted

        var isOfFile: Bool { [.moved, .deleted, .replaced].contains(self) }

        func strike(_ workspace: Workspace) throws {
            let path = workspace.path
            switch self {
            case .moved: #expect(rename(path, path + ".away") == 0)
            case .deleted: #expect(unlink(path) == 0)
            case .replaced:
                try Data(repeating: 0, count: 100).write(to: URL(fileURLWithPath: path + ".other"))
                #expect(rename(path + ".other", path) == 0)
            case .logDeleted: #expect(unlink(path + "-wal") == 0)
            case .logReplaced:
                try Data().write(to: URL(fileURLWithPath: path + ".other"))
                #expect(rename(path + ".other", path + "-wal") == 0)
            case .indexDeleted: #expect(unlink(path + "-shm") == 0)
            }
        }
    }

    private static func text(_ verb: String, _ workspace: Workspace) -> String {
        "Could not \(verb) \(workspace.path): the file, its -wal or its -shm was moved, deleted or replaced while the store had it open. "
            + "Put the same files back, or stop every process that uses them and start again; before starting on another file, "
            + "such as a restored backup, remove the old -wal and -shm. What was not acknowledged may not be in the file: repeat it."
    }

    @Test(arguments: Trouble.allCases)
    func `No verb is acknowledged once the path does not lead to the open files any more`(trouble: Trouble) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        #expect(try await store.total() == 1)
        try trouble.strike(workspace)
        // The file is checked after each commit, log and index after each sixteenth.
        var commits = 0
        let write = await #expect(throws: JobStoreError.self) {
            while commits < 100 {
                _ = try await store.enqueue([draft()])
                commits += 1
            }
        }
        #expect(commits < (trouble.isOfFile ? 1 : OpenedFiles.commitsPerFullLook))
        #expect(write?.description == Self.text("enqueue into", workspace))
        #expect(write?.code == .unusable)
        let read = await #expect(throws: JobStoreError.self) { try await store.counts() }
        #expect(read?.description == Self.text("count jobs in", workspace))
        let prepare = await #expect(throws: JobStoreError.self) { try await store.prepare() }
        #expect(prepare?.description == Self.text("prepare", workspace))
        let backup = workspace.directory + "/backup.db"
        await #expect(throws: JobStoreError.self) { try await store.backup(to: backup) }
        await store.close()
    }

    @Test func `A file that is replaced between BEGIN and COMMIT does not get the group acknowledged`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let job = draft()
        let path = workspace.path
        let error = await #expect(throws: JobStoreError.self) {
            try await store.write("enqueue into") { session in
                let results = try session.enqueue([job])
                rename(path, path + ".away")
                return results
            }
        }
        #expect(error?.description == Self.text("enqueue into", workspace))
        // Put back, the store goes on by itself; the write that was not acknowledged is there after all, and repeating it is safe.
        rename(path + ".away", path)
        #expect(try await store.enqueue([job]) == [.duplicate(of: job.id, kind: job.kind)])
        try await store.drain()
        #expect(try await store.total(.completed) == 1)
        await store.close()
    }

    @Test func `A file that is replaced while a read runs does not get its answer passed on`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let path = workspace.path
        let error = await #expect(throws: JobStoreError.self) {
            try await store.read("count jobs in") { session in
                defer { rename(path, path + ".away") }
                return try session.counts()
            }
        }
        #expect(error?.description == Self.text("count jobs in", workspace))
        await store.close()
    }

    @Test func `A link that is turned to another file counts as a file replaced`() async throws {
        let workspace = try Workspace()
        let link = workspace.directory + "/link.db"
        #expect(symlink("jobs.db", link) == 0)
        try workspace.write(Data())
        let store = SQLiteJobStore(path: link)
        try await store.prepare()
        _ = try await store.enqueue([draft()])
        #expect(workspace.exists("-wal"), "the log lies beside the file that the link leads to")
        #expect(workspace.exists())
        #expect(unlink(link) == 0 && symlink("other.db", link) == 0)
        await #expect(throws: JobStoreError.self) { try await store.enqueue([draft()]) }
        #expect(unlink(link) == 0 && symlink("jobs.db", link) == 0)
        _ = try await store.enqueue([draft()])
        await store.close()
        let again = try await workspace.prepared()
        #expect(try await again.total() == 3, "two that were acknowledged, and one that was not")
        await again.close()
    }

    @Test func `Once a file was missed nothing more is written to the log that it had`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        #expect(rename(workspace.path, workspace.path + ".away") == 0)
        await #expect(throws: JobStoreError.self) { try await store.counts() }
        let log = try workspace.bytes("-wal")
        await #expect(throws: JobStoreError.self) { try await store.enqueue([draft()]) }
        #expect(try workspace.bytes("-wal") == log)
        await store.close()
    }

    @Test func `Subscribers are signalled when the file goes and when it is back`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        var signals = store.signals().makeAsyncIterator()
        await signals.next()
        #expect(rename(workspace.path, workspace.path + ".away") == 0)
        await signals.next()
        #expect(rename(workspace.path + ".away", workspace.path) == 0)
        await signals.next()
        await store.close()
    }

    @Test func `A log that was deleted is saved into the file by closing`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue((0..<20).map { _ in draft() })
        #expect(unlink(workspace.path + "-wal") == 0)
        await #expect(throws: JobStoreError.self) { try await store.counts() }
        await #expect(throws: JobStoreError.self) { try await store.enqueue([draft()]) }
        await store.close()
        let again = try await workspace.prepared()
        try await again.drain()
        #expect(try await again.total(.completed) == 20)
        await again.close()
    }

    @Test func `Closing a store whose file was replaced leaves the new file and its log alone`() async throws {
        let workspace = try Workspace()
        let old = try await workspace.prepared()
        _ = try await old.enqueue((0..<20).map { _ in draft() })
        for file in Workspace.files(of: workspace.path) { #expect(unlink(file) == 0) }
        let new = try await workspace.prepared()
        _ = try await new.enqueue([draft()])
        await #expect(throws: JobStoreError.self) { try await old.enqueue([draft()]) }
        await old.close()
        _ = try await new.enqueue([draft()])
        #expect(try await new.total() == 2)
        await new.close()
        #expect(try PlainDatabase(workspace.path).texts("PRAGMA integrity_check") == ["ok"])
    }
}
