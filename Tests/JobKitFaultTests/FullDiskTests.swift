#if os(Linux)
    import Foundation
    import JobKit
    import JobKitSQLite
    import Testing

    @testable import JobKitFaults

    /// A file system of two megabytes, mounted for one test, and a file on it that takes up the room.
    private struct SmallDisk: Sendable {
        let directory: String

        var path: String { directory + "/jobs.db" }
        private var ballast: String { directory + "/ballast" }

        static func with(_ body: @escaping @Sendable (SmallDisk) async throws -> Void) async throws {
            let workspace = try Workspace()
            let disk = SmallDisk(directory: workspace.directory + "/disk")
            try FileManager.default.createDirectory(atPath: disk.directory, withIntermediateDirectories: false)
            let mount = try await ChildProcess.run("/bin/mount", ["-t", "tmpfs", "-o", "size=2m,mode=700", "jobkit", disk.directory])
            guard mount.code == 0 else { throw ChildFailure(what: mount.errors) }
            let result = await Task { try await body(disk) }.result
            // Lazily: after a failure something may still be open on it.
            #expect(try await ChildProcess.run("/bin/umount", ["-l", disk.directory]).code == 0)
            try result.get()
        }

        static func canMount() async -> Bool {
            guard geteuid() == 0 else { return false }
            do { try await with { _ in } } catch { return false }
            return true
        }

        /// Uses up all but that many bytes.
        func fill(leaving bytes: Int) throws {
            let descriptor = open(ballast, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            defer { close(descriptor) }
            let block = [UInt8](repeating: 1, count: 4_096)
            var size = 0
            while write(descriptor, block, block.count) == block.count { size += block.count }
            #expect(ftruncate(descriptor, off_t(size - bytes)) == 0)
        }

        func makeRoom() { #expect(unlink(ballast) == 0) }
    }

    /// With a disk that is really full.
    @Suite(.timeLimit(.minutes(2)), .enabled("mounting takes root, and a machine that allows it") { await SmallDisk.canMount() })
    struct FullDiskTests {
        @Test func `A full disk is a typed error, nothing is half done, and the store goes on once there is room`() async throws {
            try await SmallDisk.with { disk in
                let store = SQLiteJobStore(path: disk.path)
                try await store.prepare()
                try disk.fill(leaving: 400_000)
                var stored = 0
                var refused: [JobDraft] = []
                var error: JobStoreError?
                while refused.isEmpty {
                    let drafts = (0..<10).map { _ in draft(payload: 5_000) }
                    do {
                        _ = try await store.enqueue(drafts)
                        stored += drafts.count
                    } catch let thrown as JobStoreError {
                        error = thrown
                        refused = drafts
                    }
                }
                #expect(stored > 0)
                #expect(
                    error?.description
                        == "Could not enqueue into \(disk.path): SQLite says \"database or disk is full\" (code 13). "
                        + "The disk is full: make room, and try again. Nothing was changed.")
                #expect(error?.code == .unavailable)
                #expect(try await store.total() == stored, "all of a verb or nothing, and what is there can be read")
                disk.makeRoom()
                _ = try await store.enqueue(refused)
                try await store.drain()
                #expect(try await store.total(.completed) == stored + refused.count)
                await store.close()
                #expect(try PlainDatabase(disk.path).texts("PRAGMA integrity_check") == ["ok"])
            }
        }

        @Test func `A claim that can be neither written nor settled is all there once there is room`() async throws {
            try await SmallDisk.with { disk in
                let store = SQLiteJobStore(path: disk.path)
                try await store.prepare()
                _ = try await store.enqueue((0..<50).map { _ in draft() })
                let first = request(limit: 25)
                let claim = try await store.claim(first)
                try disk.fill(leaving: 0)
                let claiming = await #expect(throws: JobStoreError.self) {
                    while true { _ = try await store.claim(request(limit: 1)) }
                }
                #expect(claiming?.code == .unavailable)
                let settling = await #expect(throws: JobStoreError.self) { try await store.apply(claim.jobs.map(FaultJobs.completion)) }
                #expect(settling?.code == .unavailable)
                #expect(try await store.total(.completed) == 0)
                disk.makeRoom()
                #expect(try await store.apply(claim.jobs.map(FaultJobs.completion)) == Array(repeating: .applied, count: 25))
                try await store.drain()
                #expect(try await store.total() == 50)
                #expect(try await store.total(.pending) == 0)
                await store.close()
            }
        }

        @Test func `A disk without room for the schema or for a backup refuses both, and leaves nothing half`() async throws {
            try await SmallDisk.with { disk in
                try disk.fill(leaving: 60_000)
                let store = SQLiteJobStore(path: disk.path)
                let error = await #expect(throws: JobStoreError.self) { try await store.prepare() }
                #expect(error?.code == .unavailable)
                disk.makeRoom()
                try await store.prepare()
                _ = try await store.enqueue((0..<50).map { _ in draft(payload: 2_000) })
                try disk.fill(leaving: 60_000)
                let backup = disk.directory + "/backup.db"
                let full = await #expect(throws: JobStoreError.self) { try await store.backup(to: backup) }
                #expect(full?.remedy == "The disk is full: make room, and try again. Nothing was changed.")
                let left = try FileManager.default.contentsOfDirectory(atPath: disk.directory)
                #expect(Set(left) == ["ballast", "jobs.db", "jobs.db-wal", "jobs.db-shm"])
                disk.makeRoom()
                try await store.backup(to: backup)
                try await store.drain()
                await store.close()
                #expect(try PlainDatabase(backup).number("SELECT count(*) FROM jobkit_job") == 50)
            }
        }
    }
#endif
