/// The settings of a worker.
///
///     let configuration = WorkerConfiguration(queues: ["mail", "default"], concurrency: 20, gracePeriod: .seconds(20))
///     let worker = Worker(store: store, handlers: handlers, configuration: configuration)
public struct WorkerConfiguration: Sendable {
    /// The queues that the worker serves; jobs of others are left alone.
    public var queues: [String]
    /// How many jobs it runs at once; from 1 to 100,000.
    public var concurrency: Int
    /// How long a claim lasts without a renewal: after that much silence other workers take over its jobs. Renewed every third of it. At
    /// least 10 ms.
    public var lease: Duration
    /// How often to check for jobs when the store sends no signal. At least 10 ms.
    public var pollInterval: Duration
    /// How often to take back lapsed leases, expire jobs, remove jobs past their retention, and announce the worker. At least 10 ms.
    public var sweepInterval: Duration
    /// How long finished jobs are kept.
    public var retention: Retention
    /// How long handlers may go on when the worker shuts down, before they are cancelled and their jobs given back.
    public var gracePeriod: Duration
    /// How long a cancelled handler may take to end. Then its slot is freed and its job settled without it.
    public var cancellationGrace: Duration
    /// The worker's name in claims, error histories and logs. Made from host, process and a random number when `nil`; must be unique among
    /// running workers.
    public var id: String?

    /// A worker uses the nearest valid value: it raises values below their minimum, and cuts durations to a century.
    ///
    /// - Parameters:
    ///   - queues: only the default queue unless set.
    ///   - concurrency: 10 unless set.
    ///   - lease: 30 s unless set.
    ///   - pollInterval: 1 s unless set.
    ///   - sweepInterval: 10 s unless set. Each pause is up to a fifth shorter or longer, and a second longer, or as much as the interval
    ///     if that is less: at 10 s, 9 to 13 s.
    ///   - retention: a week for failed jobs and a day for the others, unless set.
    ///   - gracePeriod: 25 s unless set.
    ///   - cancellationGrace: 5 s unless set.
    ///   - id: made of host, process and chance unless set.
    public init(
        queues: [String] = [JobOptions.defaultQueue], concurrency: Int = 10, lease: Duration = .seconds(30),
        pollInterval: Duration = .seconds(1), sweepInterval: Duration = .seconds(10), retention: Retention = .default,
        gracePeriod: Duration = .seconds(25), cancellationGrace: Duration = .seconds(5), id: String? = nil
    ) {
        self.queues = queues
        self.concurrency = concurrency
        self.lease = lease
        self.pollInterval = pollInterval
        self.sweepInterval = sweepInterval
        self.retention = retention
        self.gracePeriod = gracePeriod
        self.cancellationGrace = cancellationGrace
        self.id = id
    }
}

extension WorkerConfiguration {
    /// A worker that ran more handlers at once would run out of memory long before.
    static let mostConcurrency = 100_000
    /// A century: arithmetic with it does not overflow, and no wait lasts longer.
    static let longest = JobEnvironment.longestSleep

    /// The same settings, none below its minimum, where a loop would spin or a worker stand still, and none so large that a sum with it
    /// overflows.
    var corrected: WorkerConfiguration {
        var corrected = self
        corrected.concurrency = min(max(1, concurrency), Self.mostConcurrency)
        for path in [\WorkerConfiguration.lease, \.pollInterval, \.sweepInterval] {
            corrected[keyPath: path] = min(max(.milliseconds(10), self[keyPath: path]), Self.longest)
        }
        for path in [\WorkerConfiguration.gracePeriod, \.cancellationGrace] {
            corrected[keyPath: path] = min(max(.zero, self[keyPath: path]), Self.longest)
        }
        return corrected
    }
}
