import Foundation
import JobKit
import JobKitSQLite
import Testing

/// A file, or a log, that was changed while it was closed. Refused with a remedy, or opened as far as it is whole; never replaced.
@Suite(.timeLimit(.minutes(2))) struct DamageTests {
    /// A file with jobs, closed.
    private func closedFile() async throws -> Workspace {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        for _ in 0..<40 { _ = try await store.enqueue((0..<10).map { _ in draft() }) }
        await store.close()
        return workspace
    }

    private func refusal(_ workspace: Workspace) async -> JobStoreError? {
        await #expect(throws: JobStoreError.self) { try await workspace.store().prepare() }
    }

    enum Header: CaseIterable {
        case magic, pageSize

        func damage(_ bytes: inout Data) {
            switch self {
            case .magic: for index in 0..<16 { bytes[index] = 0xA5 }
            case .pageSize: (bytes[16], bytes[17]) = (0x12, 0x34)
            }
        }
    }

    @Test(arguments: Header.allCases) func `A damaged header is refused, and the file is left as it is`(header: Header) async throws {
        let workspace = try await closedFile()
        var bytes = try workspace.bytes()
        header.damage(&bytes)
        try workspace.write(bytes)
        let error = await refusal(workspace)
        #expect(
            error?.description
                == "Could not prepare \(workspace.path): SQLite says \"file is not a database\" (code 26). "
                + "The file is no SQLite database and was left as it is: check the path, or move the file away.")
        #expect(error?.code == .unusable)
        #expect(try workspace.bytes() == bytes)
    }

    @Test func `A damaged page fails the verbs that meet it with what to do, and the file is left as it is`() async throws {
        let workspace = try await closedFile()
        let (root, size) = try {
            let plain = try PlainDatabase(workspace.path)
            return (
                try plain.number("SELECT rootpage FROM sqlite_schema WHERE name = 'jobkit_ready'"), try plain.number("PRAGMA page_size")
            )
        }()
        var bytes = try workspace.bytes()
        for index in (root - 1) * size..<root * size { bytes[index] = 0xA5 }
        try workspace.write(bytes)
        let store = try await workspace.prepared()
        let error = await #expect(throws: JobStoreError.self) { try await store.claim(request()) }
        #expect(
            error?.description
                == "Could not claim from \(workspace.path): SQLite says \"database disk image is malformed\" (code 11). "
                + "The file is damaged and was left as it is: stop every process that uses it, and restore a backup or run .recover.")
        #expect(error?.code == .unusable)
        // Reads that do not meet the damaged page still succeed.
        #expect(try await store.jobs(matching: JobQuery(states: [.completed]), page: PageRequest()).jobs.isEmpty)
        await store.close()
        #expect(try workspace.bytes() == bytes)
    }

    @Test func `A directory in the file's place is refused`() async throws {
        let workspace = try Workspace()
        try FileManager.default.createDirectory(atPath: workspace.path, withIntermediateDirectories: false)
        let error = await refusal(workspace)
        #expect(
            error?.description
                == "Could not prepare \(workspace.path): \(workspace.path) is no regular file. Name a file, not a directory or a device.")
        #expect(error?.code == .unusable)
    }

    @Test func `An empty file becomes a database with the mode that it has`() async throws {
        let workspace = try Workspace()
        #expect(FileManager.default.createFile(atPath: workspace.path, contents: nil, attributes: [.posixPermissions: 0o640]))
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        let attributes = try FileManager.default.attributesOfItem(atPath: workspace.path + "-wal")
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        await store.close()
    }

    @Test func `A link that leads nowhere is refused, not followed to a new file`() async throws {
        let workspace = try Workspace()
        #expect(symlink("not-mounted.db", workspace.path) == 0)
        let error = await refusal(workspace)
        #expect(
            error?.description == "Could not prepare \(workspace.path): \(workspace.path) cannot be looked at (No such file or directory). "
                + "Check its permissions.")
        #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.directory) == ["jobs.db"])
    }

    @Test func `A file marked read-only under an open store goes on, and is refused when it is opened next`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: workspace.path)
        _ = try await store.enqueue([draft()])
        #expect(await refusal(workspace)?.cause == "\(workspace.path) is read-only")
        try await store.drain()
        await store.close()
    }
}
