#if os(Linux)
    import JobKit
    import JobKitProcesses
    import Testing

    @testable import JobKitPostgres

    @Suite("A server that becomes read-only")
    struct ReadOnlyTroubleTests {
        private enum Manner: CaseIterable {
            /// Applies to existing sessions, too.
            case server
            /// Applies to new sessions, which replace the old ones.
            case database

            func turn(_ isOn: Bool, _ admin: Connection) throws {
                let value = isOn ? "on" : "off"
                switch self {
                case .server:
                    try admin.script("ALTER SYSTEM SET default_transaction_read_only = \(value)")
                    try admin.script("SELECT pg_reload_conf()")
                case .database:
                    try admin.script("BEGIN READ WRITE; ALTER DATABASE postgres SET default_transaction_read_only = \(value); COMMIT")
                    try admin.script("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'")
                }
            }
        }

        @Test("Workers wait, those that start meanwhile too, and go on when it can be written to again", .timeLimit(.minutes(3)))
        func readOnly() async throws {
            let server = try OwnServer()
            defer { server.remove() }
            let proxy = try Proxy(.network, to: server.socket)
            defer { proxy.close() }
            let admin = try Connection(ConnectionSettings(server.connection))
            var setting = Flow.Setting("\(server.connection) \(proxy.settings) application_name=victim")
            setting.producer = server.connection
            try await Flow.run(setting) { flow in
                for (round, manner) in Manner.allCases.enumerated() {
                    let connected = proxy.count
                    let report = try await flow.during {
                        let failures = { (worker: Int) in flow.log.failures(of: "sweep", worker: "worker-\(worker)") }
                        let before = [failures(0), failures(1)]
                        try manner.turn(true, admin)
                        try flow.startWorker(on: setting.workers[0])
                        // Sweeps come at their interval, whatever else fails meanwhile: long enough for a spinning loop to show.
                        try await eventually {
                            failures(0) >= before[0] + 3 && failures(1) >= before[1] + 3
                                && flow.log.failures(of: "sweep", worker: "worker-\(2 + round)") > 0
                        }
                        try manner.turn(false, admin)
                    }
                    flow.expectNoSpin(report)
                    // A connection that is found to be read-only is replaced, and so are those that were terminated; a store has six.
                    #expect(proxy.count - connected <= 2 * 6 * (3 + round) + 2 * report.failures)
                }
                #expect(flow.log.errors.contains { $0.contains("25006") && $0.contains("The server is read-only") })
            }
        }
    }
#endif
