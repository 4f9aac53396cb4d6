#if os(Linux)
    import JobKit
    import JobKitProcesses
    import Testing

    @testable import JobKitPostgres

    @Suite("A server whose disk is full", .serialized, .enabled(if: SmallDisk.canMount, "only root can mount a small disk to fill"))
    struct DiskTroubleTests {
        /// Incompressible.
        private static let large = Flow.Load(name: (0..<2_000).map { _ in String(JobEnvironment.system.random(), radix: 36) }.joined())

        /// Fills the disk until a job is refused, and returns the error.
        private func fill(_ disk: SmallDisk, _ flow: Flow) async throws -> JobStoreError {
            while true {
                try disk.fill()
                do {
                    let draft = try flow.queue.draft(Self.large)
                    _ = try await flow.store.enqueue([draft])
                    flow.ledger.acknowledge(draft.id)
                } catch let error as JobStoreError { return error }
            }
        }

        @Test(
            "No room for tables: an enqueue says so, what was acknowledged stays, and work goes on when there is room",
            .timeLimit(.minutes(3)))
        func tables() async throws {
            let disk = try SmallDisk(megabytes: 100)
            defer { disk.remove() }
            let log = try SmallDisk(megabytes: 200)
            defer { log.remove() }
            try OwnServer.makeFolder("\(disk.folder)/data")
            try OwnServer.makeFolder("\(log.folder)/wal")
            let server = try OwnServer(data: "\(disk.folder)/data", making: ["--waldir", "\(log.folder)/wal"])
            defer { server.remove() }
            try await Flow.run(Flow.Setting(server.connection)) { flow in
                let report = try await flow.during {
                    let error = try await fill(disk, flow)
                    #expect(error.code == .unavailable && error.cause.contains("(SQLSTATE 53100)"))
                    #expect(error.remedy == "The server's disk is full: make room there, and try again.")
                    try await eventually { flow.log.failures() >= 6 }
                    disk.makeRoom()
                }
                flow.expectNoSpin(report)
            }
        }

        @Test(
            "No room for the log: the server ends itself, and has every acknowledged job when it is started with room",
            .timeLimit(.minutes(3)))
        func log() async throws {
            let disk = try SmallDisk(megabytes: 24)
            defer { disk.remove() }
            try OwnServer.makeFolder("\(disk.folder)/wal")
            let server = try OwnServer(making: ["--waldir", "\(disk.folder)/wal", "--wal-segsize=1"])
            defer { server.remove() }
            try await Flow.run(Flow.Setting(server.connection)) { flow in
                let report = try await flow.during {
                    let error = try await fill(disk, flow)
                    #expect(error.code == .unavailable)
                    try await eventually { flow.log.failures() >= 6 }
                    #expect(server.log.contains("PANIC:  could not write to file \"pg_wal/"))
                    disk.makeRoom()
                    // It may be on its way down, or up in vain, or gone.
                    try? server.stop(.immediate)
                    try server.start()
                }
                flow.expectNoSpin(report)
            }
        }
    }
#endif
