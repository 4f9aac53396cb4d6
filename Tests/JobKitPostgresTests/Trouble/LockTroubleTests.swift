#if os(Linux)
    import JobKit
    import Testing

    @_spi(Benchmarks) @testable import JobKitPostgres

    /// Other programs' migrations, which hold their locks for longer than a call may take.
    @Suite("A migration that holds its lock", .serialized, .timeLimit(.minutes(3)))
    struct LockTroubleTests {
        private func setting(_ workspace: Workspace) -> Flow.Setting {
            var setting = Flow.Setting("\(workspace.connection) application_name=victim", schema: workspace.schema)
            setting.options.statementTimeout = .milliseconds(200)
            return setting
        }

        @Test("Workers that work and one that starts get the error and wait; none of their statements is left behind in line on the server")
        func tablesLocked() async throws {
            let workspace = try Workspace()
            let setting = setting(workspace)
            try await Flow.run(setting) { flow in
                let open = OpenTransaction(workspace)
                var most: Int64 = 0
                let report = try await flow.during {
                    try await open.run(
                        "BEGIN; LOCK TABLE {jobkit}.meta, {jobkit}.job, {jobkit}.ready, {jobkit}.receipt IN ACCESS EXCLUSIVE MODE")
                    try flow.startWorker(on: setting.producer)
                    try await eventually {
                        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'victim' AND wait_event_type = 'Lock'"
                        most = max(most, try await workspace.integer(waiting))
                        return (0..<2).allSatisfy { flow.log.failures(worker: "worker-\($0)") >= 6 }
                            && flow.log.failures(of: "prepare", worker: "worker-2") >= 3
                    }
                    try await open.run("COMMIT")
                }
                await open.end()
                flow.expectNoSpin(report)
                // Four stores have five connections each that call; statements that they have given up have left the line.
                #expect(most <= 4 * 5)
                #expect(flow.log.errors.contains { $0.contains("the server did not answer within 0.2 seconds") })
            }
            try await workspace.remove()
        }

        @Test("Calls that are given up in the same moment all leave the line")
        func everybodyLeavesTheLine() async throws {
            let workspace = try Workspace()
            await (try await workspace.prepared()).close()
            var options = PostgresJobStoreOptions(connections: 16, statementTimeout: .milliseconds(300))
            options.usesWatermarks = false
            let store = try PostgresJobStore(
                connection: "\(workspace.connection) application_name=leaver", schema: workspace.schema, options: options)
            try await eventually {
                try await store.prepare()
                return true
            }
            let open = OpenTransaction(workspace)
            try await open.run("BEGIN; LOCK TABLE {jobkit}.finished_count IN ACCESS EXCLUSIVE MODE")
            for _ in 0..<3 {
                await withTaskGroup { group in
                    for _ in 0..<16 { group.addTask { await #expect(throws: JobStoreError.self) { try await store.counts() } } }
                }
            }
            let left = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'leaver' AND wait_event_type = 'Lock'"
            try await eventually { try await workspace.integer(left) == 0 }
            try await open.run("COMMIT")
            await open.end()
            await store.close()
            try await workspace.remove()
        }

        @Test("Workers that find another one making the tables wait for it for as long as it takes")
        func tablesBeingMade() async throws {
            let workspace = try Workspace()
            let setting = setting(workspace)
            let open = OpenTransaction(workspace)
            try await open.run("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('jobkit:\(workspace.schema)', 0))")
            let log = TroubleLog()
            let store = try PostgresJobStore(connection: setting.producer, schema: setting.schema, options: setting.options)
            let worker = Worker(
                store: store, handlers: JobHandlers(), configuration: WorkerConfiguration(id: "early"),
                services: JobServices(logger: log.logger))
            let task = Task { try await worker.run() }
            try await eventually { log.failures(of: "prepare") >= 4 }
            try await open.run("ROLLBACK")
            await open.end()
            let looker = try await workspace.prepared()
            try await eventually { try await looker.overview().workers.map(\.id) == ["early"] }
            task.cancel()
            try await task.value
            await store.close()
            await looker.close()
            try await workspace.remove()
        }
    }
#endif
