#if os(Linux)
    import Foundation
    import JobKit
    import Testing

    @testable import JobKitPostgres

    @Suite("Backends that are terminated", .serialized)
    struct TerminationTroubleTests {
        private static let seconds = ProcessInfo.processInfo.environment["JOBKIT_TERMINATION_SECONDS"].flatMap(Int.init) ?? 4

        /// Terminates the sessions that match, and returns how many there were.
        private func terminate(_ workspace: Workspace, _ condition: String) async throws -> Int {
            Int(
                try await workspace.integer(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'victim' AND \(condition)"))
        }

        @Test(
            "All of them, ten times a second: each connection is replaced once, and nothing is lost", .timeLimit(.minutes(5)))
        func all() async throws {
            let workspace = try Workspace()
            let proxy = try Proxy(.network)
            defer { proxy.close() }
            let setting = Flow.Setting("\(workspace.connection) \(proxy.settings) application_name=victim", schema: workspace.schema)
            try await Flow.run(setting) { flow in
                var victims = 0
                let connected = proxy.count
                let report = try await flow.during {
                    for _ in 0..<Self.seconds * 10 {
                        victims += try await terminate(workspace, "true")
                        try await workspace.wait(milliseconds: 100)
                    }
                }
                #expect(victims > Self.seconds * 10)
                // Three stores' pools, renewals and listeners may have been without a connection at first; one may be lost as it is made.
                #expect(proxy.count - connected <= victims + 3 * 6 + Self.seconds * 10)
                #expect(report.failures <= victims)
            }
            try await workspace.remove()
        }

        @Test("The listeners alone: a job that is enqueued while no session listens is found without polling", .timeLimit(.minutes(3)))
        func listeners() async throws {
            let workspace = try Workspace()
            var setting = Flow.Setting("\(workspace.connection) application_name=victim", workers: 1, schema: workspace.schema)
            setting.worker.pollInterval = .seconds(3_600)
            try await Flow.run(setting) { flow in
                try await flow.waitUntilCompleted(flow.put())
                for _ in 0..<8 {
                    // A connection that is lost as soon as it listens is not replaced at once: it must have listened for a while.
                    let listens = "query LIKE 'LISTEN %' AND clock_timestamp() - backend_start > interval '0.3 s'"
                    try await eventually { try await terminate(workspace, listens) > 0 }
                    try await flow.waitUntilCompleted(flow.put())
                }
                #expect(flow.log.failures() == 0)
            }
            try await workspace.remove()
        }
    }
#endif
