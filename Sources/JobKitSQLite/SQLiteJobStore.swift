import Foundation
import JobKit
import Logging
import Metrics
import Synchronization

/// Jobs in a SQLite file: the queue of a service on one machine.
///
///     let store = SQLiteJobStore(path: "data/jobs.db")
///     try await store.prepare()
///     let queue = JobQueue(store: store)
///
/// **Durability.** When an operation returns, its writes are committed: they survive a crash of any process, and with
/// `SQLiteJobStoreOptions.Synchronous.full`, the default, a loss of power too. An operation that throws `.unavailable` may or may not have
/// taken effect and is safe to repeat.
///
/// **Processes.** Several processes of one machine may share the file; an enqueue in one is signalled in the others within 20 ms. The file
/// may be the service's own database: JobKit's tables begin with `jobkit_`. The service's own connections to it should run
/// `PRAGMA wal_autocheckpoint = 0` where SQLite is older than 3.51.3, because that has a bug in which automatic checkpoints lose commits;
/// the store checkpoints for all. Network file systems are refused.
///
/// **Threads.** All writes run on one thread of the store, in which concurrent operations share commits; reads run on three others, one of
/// which is kept for short ones, so that a list or a backup delays no lookup. Swift's cooperative threads are never blocked, and cancelling
/// a task interrupts no write.
public final class SQLiteJobStore: JobStore {
    private enum Phase {
        case fresh
        case prepared(Readers, ChangeWatcher)
        case closed
    }

    let database: Database
    private let hub: SignalHub
    let writer: Writer
    private let phase: PhaseBox

    private final class PhaseBox: Sendable {
        let value = Mutex(Phase.fresh)
    }

    /// Opens nothing yet: `prepare()` does.
    ///
    /// - Parameters:
    ///   - path: the file, absolute or from the current directory; created, readable for this user alone, with its directory where there is
    ///     none.
    ///   - options: full durability, and tables made by `prepare()`, unless set.
    ///   - environment: the store's clock equals its wall clock; when that is set, leases and delays keep their length.
    ///   - logger: gets messages about conditions that are no error, such as a file system that may not be local.
    ///   - metrics: creates the gauge `jobkit.sqlite.wal.bytes`, the size of the write-ahead log; the process-wide factory unless set.
    public convenience init(
        path: String, options: SQLiteJobStoreOptions = .init(), environment: JobEnvironment = .system, logger: Logger? = nil,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        // Made absolute now: the process may change its directory before a connection is opened.
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        self.init(Database(path: absolute, options: options, environment: environment, logger: logger, metrics: metrics))
    }

    init(_ database: Database) {
        let phase = PhaseBox()
        let hub = SignalHub {
            if case .prepared(_, let watcher) = phase.value.withLock({ $0 }) { watcher.wake() }
        }
        self.database = database
        self.phase = phase
        self.hub = hub
        writer = Writer(database: database) { hub.send() }
    }

    /// A store that is released without `close()` ends its threads by itself; queued operations are still carried out.
    deinit {
        let before = phase.value.withLock { phase in
            // Taken out, because the hub and the watcher refer to each other through it.
            defer { phase = .closed }
            return phase
        }
        if case .prepared(let readers, let watcher) = before {
            readers.stop()
            watcher.stop()
        }
        writer.stop()
        hub.finish()
    }

    public func prepare() async throws {
        try await writer.open()
        try phase.value.withLock { phase in
            switch phase {
            case .fresh: phase = .prepared(Readers(database: database), ChangeWatcher(database: database, hub: hub))
            case .prepared: break
            case .closed: throw JobStoreError.closed("prepare \(database.path)")
            }
        }
    }

    public func signals() -> AsyncStream<Void> { hub.subscribe() }

    public func close() async {
        let before = phase.value.withLock { phase in
            defer { phase = .closed }
            return phase
        }
        if case .prepared(let readers, let watcher) = before {
            readers.stop()
            watcher.stop()
            await readers.waitForEnd()
            await watcher.waitForEnd()
        }
        // Last, so that SQLite finds no other connection when the writer closes its own, and removes the log.
        writer.stop()
        await writer.waitForEnd()
        hub.finish()
    }

    /// For errors.
    var path: String { database.path }

    /// - Parameters:
    ///   - verb: for errors, as it precedes the name of the file: `claim from`.
    ///   - line: the line of the writer's mailbox.
    ///   - weight: about how many rows it writes.
    func write<Value: Sendable>(
        _ verb: String, _ line: Writer.Line = .ordinary, weight: Int = 1, _ body: @escaping @Sendable (Session) throws -> Value
    ) async throws -> Value {
        guard case .prepared = phase.value.withLock({ $0 }) else { throw JobStoreError.closed("\(verb) \(database.path)") }
        return try await writer.write(verb, line, weight: weight, body)
    }

    /// - Parameters:
    ///   - verb: as for `write`.
    ///   - isLong: it may read very many rows; it then waits for other long reads, and lets short ones pass.
    func read<Value: Sendable>(_ verb: String, isLong: Bool = false, _ body: @escaping @Sendable (Session) throws -> Value) async throws
        -> Value
    {
        guard case .prepared(let readers, _) = phase.value.withLock({ $0 }) else { throw JobStoreError.closed("\(verb) \(database.path)") }
        // Only the writer follows a clock that was set; an empty write makes it check. Where it cannot, the read uses the old time.
        if database.clock.isBehindStep { try? await writer.write(verb, .leases) { _ in } }
        return try await readers.read(verb, isLong: isLong, body)
    }
}
