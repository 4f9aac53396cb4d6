/// From where on something counts as a finding.
public struct DiagnosisLimits: Sendable, Hashable {
    /// For how long a job may be ready before it is one that waits long; 5 minutes unless set.
    public var readyJob: Duration = .seconds(300)
    /// For how long a lease may have lapsed, or a deadline have passed, before the sweep of some worker should have seen it; 60 s unless set.
    public var sweep: Duration = .seconds(60)
    /// A worker lives when it was seen that recently; workers announce themselves at every sweep. 2 minutes unless set.
    public var worker: Duration = .seconds(120)
    /// For how long a transaction may be open that keeps dead rows from being removed; 5 minutes unless set.
    public var openTransaction: Duration = .seconds(300)
    /// For how long the marks at which a store's claims begin may stand still while jobs end; 2 minutes unless set.
    public var mark: Duration = .seconds(120)
    /// How many transactions old the oldest row may be that a standby or a slot keeps, which have no clock; 1,000,000 unless set.
    public var heldTransactions: Int = 1_000_000
    /// How many dead rows a table may have; at 10,000 jobs a second, vacuumed once a minute, some 600,000 are nothing unusual. 1,000,000 unless set.
    public var deadRows: Int = 1_000_000
    /// How large a file's write-ahead log may be; 128 MiB unless set, and the store cuts it to 32 MiB when it starts over.
    public var logBytes: Int = 128 << 20

    /// The limits above.
    public init() {}
}
