/// The settings of a `PostgresJobStore`.
public struct PostgresJobStoreOptions: Sendable {
    /// The number of connections for operations; each has a thread of its own. One more is kept for renewals, and one listens while a
    /// worker runs.
    public var connections: Int { didSet { connections = Self.clamped(connections) } }
    /// How long one call may take before it is cancelled and ends with `.unavailable`.
    public var statementTimeout: Duration { didSet { statementTimeout = Self.clamped(statementTimeout) } }
    /// Whether `prepare()` creates the schema and upgrades its tables; true unless set. Where it is false, `prepare()` changes nothing: it
    /// throws `JobStoreError` with `.unusable` for tables that are missing or older than this code. For programs that only read, and for
    /// services whose deployment migrates.
    public var migrates = true
    /// Whether claims begin at watermarks (decision 7 in `Docs/decisions`). Off only to measure their benefit.
    @_spi(Benchmarks) public var usesWatermarks = true
    /// The number of jobs from which on an enqueue uses COPY: for fewer, its round trips take longer than it saves.
    var copiesFrom = 500
    /// Off where a test moves the watermarks itself.
    var movesWatermarks = true

    /// - Parameters:
    ///   - connections: 4 unless set; from 1 to 1,000, other values are clamped.
    ///   - statementTimeout: 30 s unless set; from 100 ms to a week, other values are clamped.
    public init(connections: Int = 4, statementTimeout: Duration = .seconds(30)) {
        self.connections = Self.clamped(connections)
        self.statementTimeout = Self.clamped(statementTimeout)
    }

    private static func clamped(_ connections: Int) -> Int { min(max(1, connections), 1_000) }

    private static func clamped(_ timeout: Duration) -> Duration { min(max(.milliseconds(100), timeout), .seconds(7 * 86_400)) }
}
