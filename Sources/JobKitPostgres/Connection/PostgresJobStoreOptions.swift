/// How a `PostgresJobStore` uses its server.
public struct PostgresJobStoreOptions: Sendable {
    /// How many connections do the work; each has a thread of its own. One more is kept for renewals, and one listens while a worker runs.
    public var connections: Int
    /// How long one call may take before it is called off; it ends with `.unavailable` then.
    public var statementTimeout: Duration
    /// Whether claims begin at watermarks (decision 7 in `Docs/decisions`). Off only to measure what they are for.
    public var usesWatermarks = true
    /// From how many jobs on an enqueue goes by COPY: for fewer its round trips take longer than it saves.
    var copiesFrom = 500
    /// Off where a test moves the watermarks itself.
    var movesWatermarks = true

    /// - Parameters:
    ///   - connections: 4 unless set; at least 1.
    ///   - statementTimeout: 30 s unless set; at least 100 ms.
    public init(connections: Int = 4, statementTimeout: Duration = .seconds(30)) {
        self.connections = max(1, connections)
        self.statementTimeout = max(.milliseconds(100), statementTimeout)
    }
}
