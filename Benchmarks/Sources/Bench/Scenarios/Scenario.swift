/// A measurement, under its name for `--only`.
struct Scenario: Sendable {
    let name: String
    let summary: String
    let measure: @Sendable (Plan) async throws -> [Row]

    static let all: [Scenario] = [.enqueue, .bulk, .drain, .steps, .claim, .latency, .waiters, .expire, .idle, .memory]
    static let postgres: [Scenario] = [
        .postgresEnqueue, .postgresDrain, .postgresClaim, .postgresLatency, .postgresCost, .postgresRetention, .postgresHeld,
    ]
}

/// How to measure.
struct Plan: Sendable {
    let workspace: Workspace
    let synchronous: Synchronous
    let runs: Int
    /// A tenth of the work: to see that everything runs, not to learn how fast.
    let isQuick: Bool
    /// The duration of measurements over time.
    var seconds = 60

    func count(_ full: Int) -> Int { isQuick ? full / 10 : full }

    /// Rounds, one after the other. In each, all compared sides take their turn, so that other load on the machine affects all of them.
    func rounds(_ body: () async throws -> Void) async throws {
        for _ in 0..<runs { try await body() }
    }
}
