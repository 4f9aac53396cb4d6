import Foundation
import JobKit
import Testing

@testable import JobKitSQLite

@Suite(.timeLimit(.minutes(2))) struct FileTests {
    @Test func `The file, its log and its index are readable for their owner alone`() async throws {
        let workspace = try Workspace()
        let previous = umask(0)
        defer { umask(previous) }
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        #expect(workspace.mode() == 0o600)
        #expect(workspace.mode("-wal") == 0o600)
        #expect(workspace.mode("-shm") == 0o600)
        await store.close()
    }

    @Test func `A missing directory is created`() async throws {
        let workspace = try Workspace()
        let store = SQLiteJobStore(path: workspace.directory + "/deeper/still/jobs.db")
        try await store.prepare()
        #expect(try await store.counts().isEmpty)
        await store.close()
    }

    @Test func `Nothing but the file itself is left in the directory after closing`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        await store.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.directory) == ["jobs.db"])
    }

    @Test(arguments: [20, 5_000]) func `A file that is no database is refused and left as it is`(length: Int) async throws {
        let workspace = try Workspace()
        let content = Data(repeating: UInt8(ascii: "x"), count: length)
        try content.write(to: URL(fileURLWithPath: workspace.path))
        let error = await #expect(throws: JobStoreError.self) { try await workspace.store().prepare() }
        #expect(error?.code == .unusable)
        #expect(error?.remedy == "The file is no SQLite database and was left as it is: check the path, or move the file away.")
        #expect(try Data(contentsOf: URL(fileURLWithPath: workspace.path)) == content)
    }

    @Test func `A damaged file is refused and left as it is`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        await store.close()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: workspace.path))
        for index in 100..<4_096 { bytes[index] = 0xA5 }
        try bytes.write(to: URL(fileURLWithPath: workspace.path))
        let error = await #expect(throws: JobStoreError.self) { try await workspace.store().prepare() }
        #expect(error?.code == .unusable)
        #expect(try Data(contentsOf: URL(fileURLWithPath: workspace.path)) == bytes)
    }

    @Test func `A read-only file is refused with what to do`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        await store.close()
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: workspace.path)
        let error = await #expect(throws: JobStoreError.self) { try await workspace.store().prepare() }
        #expect(
            error?.description
                == "Could not prepare \(workspace.path): \(workspace.path) is read-only. "
                + "Make the file writable for this user, or name another.")
        #expect(error?.code == .unusable)
    }

    @Test func `A read-only directory is refused with what to do`() async throws {
        let workspace = try Workspace()
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: workspace.directory)
        let error = await #expect(throws: JobStoreError.self) { try await workspace.store().prepare() }
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: workspace.directory)
        #expect(error?.code == .unusable)
        #expect(error?.remedy == "SQLite keeps its log beside the file: make the directory writable for this user.")
    }

    #if os(Linux)
        @Test func `Network file systems are told from local ones`() {
            #expect(FileSystemKind(magic: 0x6969) == .network("NFS"))
            #expect(FileSystemKind(magic: 0xFF53_4D42) == .network("CIFS"))
            #expect(FileSystemKind(magic: 0x6573_5546) == .unknown("FUSE"))
            #expect(FileSystemKind(magic: 0xEF53) == .local)
        }
    #endif

    @Test func `Jobs survive closing and opening again`() async throws {
        let workspace = try Workspace()
        let job = draft(tags: ["a"], headers: ["b": "c"])
        let first = try await workspace.prepared()
        _ = try await first.enqueue([job])
        await first.close()
        let second = try await workspace.prepared()
        let record = try #require(try await second.job(job.id))
        #expect(record.payload == job.payload)
        #expect(record.state == .pending)
        #expect(record.tags == ["a"])
        #expect(record.headers == ["b": "c"])
        await second.close()
    }

    @Test func `A claim survives closing and opening again, and is settled by its token`() async throws {
        let workspace = try Workspace()
        let first = try await workspace.prepared()
        _ = try await first.enqueue((0..<20).map { _ in draft() })
        let claim = try await first.claim(request())
        await first.close()
        let second = try await workspace.prepared()
        let results = try await second.apply(claim.jobs.map { $0.change(.finish(.completed, output: nil)) })
        #expect(results == Array(repeating: .applied, count: 20))
        await second.close()
    }

    @Test func `A store that is let go of without closing ends its threads and its signals`() async throws {
        let workspace = try Workspace()
        var store: SQLiteJobStore? = try await workspace.prepared()
        _ = try await store?.enqueue([draft()])
        weak let writer = store?.writer
        let signals = try #require(store?.signals())
        store = nil
        for await _ in signals {}
        while writer != nil { await Task.yield() }
        let again = try await workspace.prepared()
        #expect(try await again.counts().map(\.count) == [1])
        await again.close()
    }

    @Test func `Verbs before prepare and after close say so`() async throws {
        let workspace = try Workspace()
        let store = workspace.store()
        let before = await #expect(throws: JobStoreError.self) { try await store.counts() }
        #expect(before == .closed("count jobs in \(workspace.path)"))
        try await store.prepare()
        await store.close()
        await store.close()
        let write = await #expect(throws: JobStoreError.self) { try await store.enqueue([draft()]) }
        #expect(write == .closed("enqueue into \(workspace.path)"))
        let again = await #expect(throws: JobStoreError.self) { try await store.prepare() }
        #expect(again?.code == .closed)
        for await _ in store.signals() {}
    }
}
