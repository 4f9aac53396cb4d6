/// A kind of store to be tested: how to make an empty one, and how to remove it.
public struct ConformanceSubject: Sendable {
    /// A store made for one case.
    public struct Instance: Sendable {
        /// Closed by the run when the case has ended.
        public var store: any JobStore
        /// Called when every store is closed, also after a case that failed; an error that it throws fails the case.
        public var tearDown: @Sendable () async throws -> Void
        /// Makes another store on the data of the one before, which is closed when this is called. `nil` where no data outlives the store.
        public var reopen: (@Sendable () async throws -> any JobStore)?
        /// Makes another store on the same data while the first is open, as a second process does. `nil` where no two stores can share
        /// their data.
        public var another: (@Sendable () async throws -> any JobStore)?
        /// Breaks the store's connection, locks its database or stops its server, so that `enqueue` must throw `.unavailable`; returns a
        /// closure that repairs it. A case calls this at most once, and always calls the returned closure. `nil` where there is nothing to
        /// break.
        public var breakConnection: (@Sendable () async throws -> @Sendable () async throws -> Void)?

        /// A store whose data ends with it.
        ///
        /// - Parameters:
        ///   - store: not prepared yet.
        ///   - tearDown: called after the store was closed, such as to delete its file.
        public init(_ store: any JobStore, tearDown: @escaping @Sendable () async throws -> Void = {}) {
            self.store = store
            self.tearDown = tearDown
        }

        /// A store whose data outlives it.
        ///
        /// - Parameters:
        ///   - store: not prepared yet.
        ///   - reopen: another store on the same data, not prepared yet; closed by the run like the first.
        ///   - another: the same while the first store is open; `reopen` unless given.
        ///   - tearDown: called after all stores were closed, such as to delete their file.
        public init(
            _ store: any JobStore, reopen: @escaping @Sendable () async throws -> any JobStore,
            another: (@Sendable () async throws -> any JobStore)? = nil, tearDown: @escaping @Sendable () async throws -> Void
        ) {
            self.store = store
            self.reopen = reopen
            self.another = another ?? reopen
            self.tearDown = tearDown
        }
    }

    /// The store's source of time.
    public enum Clock: Sendable {
        /// The given environment, so that cases can move it.
        case manual
        /// A clock of its own, for this reason; cases that move time are skipped.
        case own(reason: String)
    }

    /// The store's name in reports.
    public var name: String
    /// Decides which cases can be run.
    public var clock: Clock
    /// Whether leases, delays and places in line keep their length when the wall clock is set, as in a store that uses a `SteadyClock`;
    /// `StoreModelTest` sets the clock back where this is true. False unless set: a store whose clock equals the wall clock is valid.
    public var hasSteadyClock: Bool
    /// Whether a subscriber gets signals of changes by another store on the same data, as in most stores. A store behind a pooler may get
    /// only its own; then workers find the jobs of other stores by polling, and the cases of such signals are skipped.
    public var hearsOthers: Bool
    /// How long a case may take, in real time, before it fails and the run goes on with another store. Two minutes unless set.
    public var timeLimit: Duration
    /// Makes an empty store; it need not be prepared. The environment's time stands still unless a case moves it.
    public var make: @Sendable (JobEnvironment) async throws -> Instance

    /// A kind of store that uses the given environment's time unless `clock` says otherwise.
    public init(
        _ name: String, clock: Clock = .manual, hasSteadyClock: Bool = false, hearsOthers: Bool = true, timeLimit: Duration = .seconds(120),
        make: @escaping @Sendable (JobEnvironment) async throws -> Instance
    ) {
        self.name = name
        self.clock = clock
        self.hasSteadyClock = hasSteadyClock
        self.hearsOthers = hearsOthers
        self.timeLimit = timeLimit
        self.make = make
    }
}
