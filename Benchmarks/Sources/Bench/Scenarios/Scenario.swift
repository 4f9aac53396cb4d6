/// Something to measure, under the name that `--only` takes.
struct Scenario: Sendable {
    let name: String
    let summary: String
    let measure: @Sendable (Plan) async throws -> [Row]

    static let all: [Scenario] = [.enqueue, .bulk, .drain, .steps, .claim, .latency, .waiters, .expire, .idle, .memory]
    static let postgres: [Scenario] = [
        .postgresEnqueue, .postgresDrain, .postgresClaim, .postgresLatency, .postgresCost, .postgresHeld,
    ]
}

/// How to measure.
struct Plan: Sendable {
    let workspace: Workspace
    let synchronous: Synchronous
    let runs: Int
    /// A tenth of the work: to see that everything runs, not to learn how fast.
    let isQuick: Bool
    /// How long what is measured by time is measured.
    var seconds = 60

    func count(_ full: Int) -> Int { isQuick ? full / 10 : full }

    /// Rounds, one behind the other. In each, whatever is compared takes its turn, so that what else the machine does hits all of it.
    func rounds(_ body: () async throws -> Void) async throws {
        for _ in 0..<runs { try await body() }
    }
}
