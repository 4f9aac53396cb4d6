/// How a SQLite store treats its file.
public struct SQLiteJobStoreOptions: Sendable, Hashable {
    /// When a commit is on the disk.
    public enum Synchronous: Sendable, Hashable {
        /// Before the verb returns: what was acknowledged survives a loss of power.
        case full
        /// A little later: what was acknowledged survives a crash of the process, but the last commits may be lost, never half of one, when
        /// the machine loses power or its kernel crashes. Some times faster for small batches.
        case normal
    }

    /// Set on the store's own connections alone: others that write to the file have their own.
    public var synchronous: Synchronous
    /// How long a verb waits for a lock that another process or connection holds before it throws `JobStoreError` with `.unavailable`. Zero or less: not at
    /// all.
    public var busyTimeout: Duration
    /// What each of the store's connections may keep in memory of the file, in KiB; from 64 to 16 GiB, to which what is
    /// outside is clamped. The store has six connections.
    public var cacheKilobytes: Int
    /// After how many pages in the log a commit is followed by a checkpoint. Not public: a test that wants many of them lowers it.
    package var checkpointPages = Checkpointer.pages

    /// Full durability, a wait of 30 s for locks and 8 MiB for each connection unless given.
    public init(synchronous: Synchronous = .full, busyTimeout: Duration = .seconds(30), cacheKilobytes: Int = 8_192) {
        self.synchronous = synchronous
        self.busyTimeout = busyTimeout
        self.cacheKilobytes = cacheKilobytes
    }
}
