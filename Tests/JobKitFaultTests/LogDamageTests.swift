#if os(Linux)
    import Foundation
    import JobKit
    import JobKitSQLite
    import Testing

    /// Damage to the log between a crash and the next start.
    @Suite(.timeLimit(.minutes(2))) struct LogDamageTests {
        /// The file after a crash: some jobs in the file, and as many commits as `commits`, of one job each, in the log alone.
        private func crashed(commits: Int = 20) async throws -> Workspace {
            let workspace = try Workspace()
            let live = workspace.directory + "/live.db"
            let first = SQLiteJobStore(path: live)
            try await first.prepare()
            _ = try await first.enqueue((0..<5).map { _ in draft("old") })
            await first.close()
            let outcome = try await ChildProcess.run("crash", live, String(commits))
            #expect(outcome.lines.filter { $0.hasPrefix("acknowledged") }.count == commits)
            try Workspace.copy(live, to: workspace.path, ["", "-wal", "-shm"])
            #expect(workspace.exists("-wal") && workspace.exists("-shm"))
            return workspace
        }

        /// How many of the log's commits a store finds; checks that they are the first ones, and completes all jobs.
        private func found(_ workspace: Workspace) async throws -> Int {
            let store = try await workspace.prepared()
            let jobs = try await store.jobs(matching: JobQuery(kinds: ["new"]), page: PageRequest(limit: 1_000)).jobs
            #expect(try await store.total() == 5 + jobs.count)
            let sizes = jobs.map(\.payload.count).sorted()
            #expect(sizes == Array(100..<(100 + jobs.count)), "the first commits, in order, without a gap")
            _ = try await store.enqueue([draft("old")])
            try await store.drain()
            #expect(try await store.total(.completed) == 6 + jobs.count)
            await store.close()
            #expect(try PlainDatabase(workspace.path).texts("PRAGMA integrity_check") == ["ok"])
            return jobs.count
        }

        @Test func `A log that a crash has left is read to its last commit`() async throws {
            #expect(try await found(crashed()) == 20)
        }

        @Test func `A log without its index is read to its last commit`() async throws {
            let workspace = try await crashed()
            #expect(unlink(workspace.path + "-shm") == 0)
            #expect(try await found(workspace) == 20)
        }

        @Test(arguments: [1, 2_000, 4_119, 20_000])
        func `A log that was cut is read to the last commit that is whole`(bytes: Int) async throws {
            let workspace = try await crashed()
            let log = try workspace.bytes("-wal")
            try workspace.write(log.dropLast(bytes), "-wal")
            let count = try await found(workspace)
            #expect(count < 20)
            #expect(count >= 20 - 2 - bytes / 4_120)
        }

        @Test(arguments: [0.1, 0.5, 0.9]) func `A log with a flipped byte is read up to it`(place: Double) async throws {
            let workspace = try await crashed()
            var log = try workspace.bytes("-wal")
            log[Int(Double(log.count) * place)] ^= 0x10
            try workspace.write(log, "-wal")
            let count = try await found(workspace)
            #expect(count < 20)
            #expect(Double(count) > 20 * place - 5)
        }

        @Test func `A log that was taken away is missed, and nothing is done without it`() async throws {
            let workspace = try await crashed()
            let (file, log) = try (workspace.bytes(), workspace.bytes("-wal"))
            #expect(unlink(workspace.path + "-wal") == 0)
            let error = await #expect(throws: JobStoreError.self) { try await workspace.store().prepare() }
            #expect(
                error?.description
                    == "Could not prepare \(workspace.path): its log \(workspace.path)-wal was taken away, and with it what was committed last. "
                    + "Put the log back beside the file; if it is lost, or this file was restored from a backup, remove \(workspace.path)-shm "
                    + "to go on with what the file holds.")
            #expect(error?.code == .unusable)
            #expect(try workspace.bytes() == file)
            #expect(!workspace.exists("-wal"))
            // Either remedy works.
            try workspace.write(log, "-wal")
            #expect(try await found(workspace) == 20)
        }

        @Test func `An index that was left although its log is in the file is nothing to refuse`() async throws {
            let workspace = try await crashed()
            let strace = try await Strace().run(
                "checkpoint", path: workspace.path, Fault(call: "unlink", number: 1, effect: .inputOutputError))
            #expect(strace.wasInjected && strace.child.has("closed"))
            #expect(workspace.exists("-shm") && !workspace.exists("-wal"))
            let store = try await workspace.prepared()
            #expect(try await store.total() == 35)
            await store.close()
        }

        @Test func `A file without log and index is opened as of its last checkpoint`() async throws {
            let workspace = try await crashed()
            #expect(unlink(workspace.path + "-wal") == 0 && unlink(workspace.path + "-shm") == 0)
            #expect(try await found(workspace) == 0)
        }
    }
#endif
