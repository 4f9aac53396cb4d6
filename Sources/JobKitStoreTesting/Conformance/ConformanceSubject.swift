/// A kind of store that is to be proved: how to make an empty one, and how to be rid of it.
public struct ConformanceSubject: Sendable {
    /// A store made for one case.
    public struct Instance: Sendable {
        /// Closed by the run when the case has ended.
        public var store: any JobStore
        /// Called when the store is closed, also after a case that failed; what it throws fails the case.
        public var tearDown: @Sendable () async throws -> Void
        /// Makes another store on what the one before has left; that one is closed when this is called. `nil` where nothing outlives the store.
        public var reopen: (@Sendable () async throws -> any JobStore)?

        /// - Parameter tearDown: called after the store was closed, such as to delete its file.
        public init(_ store: any JobStore, tearDown: @escaping @Sendable () async throws -> Void = {}) {
            self.store = store
            self.tearDown = tearDown
        }

        /// A store whose data outlives it.
        ///
        /// - Parameters:
        ///   - reopen: another store on the same data, not prepared yet; closed by the run like the first.
        ///   - tearDown: called after the store was closed, such as to delete its file.
        public init(
            _ store: any JobStore, reopen: @escaping @Sendable () async throws -> any JobStore,
            tearDown: @escaping @Sendable () async throws -> Void
        ) {
            self.store = store
            self.reopen = reopen
            self.tearDown = tearDown
        }
    }

    /// By what the store tells the time.
    public enum Clock: Sendable {
        /// By the environment it is given, so that cases can move it.
        case manual
        /// By one of its own, for this reason; cases that move time are skipped.
        case own(reason: String)
    }

    /// Names the store in reports.
    public var name: String
    /// Decides which cases can be run.
    public var clock: Clock
    /// Whether leases, delays and ages keep their length when the wall clock is set, as they do in JobKit's stores for one machine. A server's clock is its
    /// administrator's; where this is false, cases that set it are skipped, and `StoreModelTest` does not set it back.
    public var followsWallClock: Bool
    /// Makes a store that holds nothing; it need not be prepared. The environment's time stands still unless a case moves it.
    public var make: @Sendable (JobEnvironment) async throws -> Instance

    /// A kind of store that lives by the environment it is given unless `clock` says otherwise.
    public init(
        _ name: String, clock: Clock = .manual, followsWallClock: Bool = true,
        make: @escaping @Sendable (JobEnvironment) async throws -> Instance
    ) {
        self.name = name
        self.clock = clock
        self.followsWallClock = followsWallClock
        self.make = make
    }
}
