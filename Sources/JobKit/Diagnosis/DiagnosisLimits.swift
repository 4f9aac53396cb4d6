/// The thresholds above which a condition counts as a finding.
public struct DiagnosisLimits: Sendable, Hashable {
    /// How long a job may be ready before it counts as waiting long; 5 minutes unless set.
    public var readyJob: Duration = .seconds(300)
    /// How long ago a lease may have lapsed, or a deadline have passed, before a worker's sweep should have seen it; 60 s unless set.
    public var sweep: Duration = .seconds(60)
    /// How recently a worker must have been seen to count as living; workers announce themselves at every sweep. 2 minutes unless set.
    public var worker: Duration = .seconds(120)
    /// How long a transaction may be open that keeps dead rows from being removed; 5 minutes unless set.
    public var openTransaction: Duration = .seconds(300)
    /// How long the marks at which a store's claims begin may stand still while jobs end; 2 minutes unless set.
    public var mark: Duration = .seconds(120)
    /// The age in transactions up to which a standby or a slot, which have no clock, may keep the oldest row; 1,000,000 unless set.
    public var heldTransactions: Int = 1_000_000
    /// How many dead rows a table may have; at 10,000 jobs a second, vacuumed once a minute, some 600,000 are nothing unusual. 1,000,000
    /// unless set.
    public var deadRows: Int = 1_000_000
    /// How large a file's write-ahead log may be; 128 MiB unless set, and the store cuts it to 32 MiB when it starts over.
    public var logBytes: Int = 128 << 20

    /// The limits above.
    public init() {}
}
