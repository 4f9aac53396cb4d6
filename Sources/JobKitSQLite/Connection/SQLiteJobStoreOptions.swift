/// The settings of a SQLite store.
public struct SQLiteJobStoreOptions: Sendable, Hashable {
    /// When a commit is on the disk.
    public enum Synchronous: Sendable, Hashable {
        /// Before the operation returns: an acknowledged write survives a loss of power.
        case full
        /// A little later: an acknowledged write survives a crash of the process, but the last commits may be lost, never half of one, when
        /// the machine loses power or its kernel crashes. Several times faster for small batches.
        case normal
    }

    /// Applies to the store's own connections only: other connections to the file have their own setting.
    public var synchronous: Synchronous
    /// How long an operation waits for a lock that another process or connection holds before it throws `JobStoreError` with
    /// `.unavailable`. Zero or less: not at all.
    public var busyTimeout: Duration
    /// How much of the file each of the store's connections may keep in memory, in KiB; from 64 to 16 GiB, other values are clamped. The
    /// store has six connections.
    public var cacheKilobytes: Int
    /// Whether `prepare()` creates the file and upgrades its tables; true unless set. Where it is false, `prepare()` changes nothing but
    /// the journal mode, which is WAL for every store: it throws `JobStoreError` with `.unusable` for a file or tables that are missing or
    /// older than this code. For programs that only read, and for services whose deployment migrates.
    public var migrates = true
    /// The number of pages in the log after which a commit is followed by a checkpoint. Not public: tests lower it to get many checkpoints.
    package var checkpointPages = Checkpointer.pages

    /// Full durability, a wait of 30 s for locks and 8 MiB for each connection unless given.
    public init(synchronous: Synchronous = .full, busyTimeout: Duration = .seconds(30), cacheKilobytes: Int = 8_192) {
        self.synchronous = synchronous
        self.busyTimeout = busyTimeout
        self.cacheKilobytes = cacheKilobytes
    }
}
