/// How a `PostgresJobStore` uses its server.
public struct PostgresJobStoreOptions: Sendable {
    /// How many connections do the work; each has a thread of its own. One more is kept for renewals, and one listens while a worker runs.
    public var connections: Int { didSet { connections = Self.clamped(connections) } }
    /// How long one call may take before it is called off; it ends with `.unavailable` then.
    public var statementTimeout: Duration { didSet { statementTimeout = Self.clamped(statementTimeout) } }
    /// Whether claims begin at watermarks (decision 7 in `Docs/decisions`). Off only to measure what they are for.
    @_spi(Benchmarks) public var usesWatermarks = true
    /// From how many jobs on an enqueue goes by COPY: for fewer its round trips take longer than it saves.
    var copiesFrom = 500
    /// Off where a test moves the watermarks itself.
    var movesWatermarks = true

    /// - Parameters:
    ///   - connections: 4 unless set; from 1 to 1,000, to which what is outside is clamped.
    ///   - statementTimeout: 30 s unless set; from 100 ms to a week, to which what is outside is clamped.
    public init(connections: Int = 4, statementTimeout: Duration = .seconds(30)) {
        self.connections = Self.clamped(connections)
        self.statementTimeout = Self.clamped(statementTimeout)
    }

    private static func clamped(_ connections: Int) -> Int { min(max(1, connections), 1_000) }

    private static func clamped(_ timeout: Duration) -> Duration { min(max(.milliseconds(100), timeout), .seconds(7 * 86_400)) }
}
