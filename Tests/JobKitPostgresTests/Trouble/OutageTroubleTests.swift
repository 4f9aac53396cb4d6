#if os(Linux)
    import JobKitProcesses
    import Foundation
    import JobKit
    import Testing

    @testable import JobKitPostgres

    @Suite("A server that stays away")
    struct OutageTroubleTests {
        private static let seconds = ProcessInfo.processInfo.environment["JOBKIT_OUTAGE_SECONDS"].flatMap(Double.init) ?? 5

        @Test("Workers wait for it, ask now and then, and go on when it is back", .timeLimit(.minutes(10)))
        func gone() async throws {
            let server = try OwnServer()
            defer { server.remove() }
            let proxy = try Proxy(.network, to: server.socket)
            defer { proxy.close() }
            // A proxy refuses by closing what it has accepted, and so can count.
            var setting = Flow.Setting("\(server.connection) \(proxy.settings)")
            setting.producer = server.connection
            try await Flow.run(setting) { flow in
                var refused = 0
                let report = try await flow.during {
                    let connected = proxy.count
                    try server.stop(.fast)
                    let start = JobEnvironment.system.uptime()
                    // Each of these takes as long as a call waits for a connection. Which verbs fail depends on how many slots wait for
                    // their settle.
                    try await eventually {
                        (0..<2).allSatisfy { flow.log.failures(worker: "worker-\($0)") >= 4 }
                            && JobEnvironment.system.uptime() - start >= .seconds(Self.seconds)
                    }
                    refused = proxy.count - connected
                    try server.start()
                }
                flow.expectNoSpin(report)
                // At most ten attempts to connect in a call, of four loops and their side tasks; fewer of the listener.
                #expect(refused > 0 && Double(refused) <= 100 + 2 * 60 * report.seconds)
                #expect(flow.log.errors.contains { $0.contains("no connection could be made") })
            }
        }
    }
#endif
