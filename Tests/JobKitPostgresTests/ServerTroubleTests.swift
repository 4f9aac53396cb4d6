import JobKit
import JobKitProcesses
import Testing

@testable import JobKitPostgres

/// Servers that go away under workers and come back at once: the workers neither end nor lose anything.
@Suite("Trouble with the server", .serialized)
struct ServerTroubleTests {
    @Test(
        "A server that is stopped or killed and comes back costs time and nothing else", .timeLimit(.minutes(3)),
        arguments: OwnServer.Stop.allCases)
    func stopped(manner: OwnServer.Stop) async throws {
        let server = try OwnServer()
        defer { server.remove() }
        try await Flow.run(Flow.Setting(server.connection)) { flow in
            let report = try await flow.during {
                for _ in 0..<3 {
                    try server.stop(manner)
                    try server.start()
                }
            }
            flow.expectNoSpin(report)
        }
    }
}
