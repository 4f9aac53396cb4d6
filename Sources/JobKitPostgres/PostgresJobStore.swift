import Foundation
import JobKit
import Logging
import Synchronization

/// Jobs in a schema of a PostgreSQL database, shared by any number of machines.
///
///     let store = try PostgresJobStore(connection: "postgres://app@db.internal/app")
///     let queue = JobQueue(store: store)
///
/// Leases and due times are judged by the server's clock. Works on PostgreSQL 13 and later, directly or through a pooler in transaction
/// mode, where polling replaces notifications.
public final class PostgresJobStore: JobStore {
    let settings: ConnectionSettings
    private let pool: Pool
    /// Separate from the others, so that a pool full of slow statements loses no lease.
    private let renewals: Pool
    private let listener: Listener
    private let hub: SignalHub
    private let phase = Mutex(Phase.fresh)
    private let notifier: Notifier
    /// For changes that matter only to followers of jobs: every notification wakes the workers too, and is not worth many claims.
    private let changeNotifier: Notifier
    let watermarks: WatermarkKeeper?
    let copiesFrom: Int
    private let migrates: Bool

    private enum Phase {
        case fresh
        case prepared
        case closed
    }

    /// Opens no connection yet; `prepare()` does.
    ///
    /// - Parameters:
    ///   - connection: in libpq's format, `postgres://…` or `host=… dbname=…`; service and password files and the `PG…` variables count
    ///     too. The password is in no error and no log.
    ///   - schema: the schema of JobKit's tables; `prepare()` creates it where it is missing. Any name of 1 to 48 bytes.
    ///   - options: the number of connections, and time limits.
    ///   - logger: gets messages about conditions that are no error, such as a lost connection.
    /// - Throws: `JobStoreError.invalid` for a connection string that libpq cannot read or a schema name that cannot be one.
    public init(
        connection: String, schema: String = "jobkit", options: PostgresJobStoreOptions = PostgresJobStoreOptions(), logger: Logger? = nil
    ) throws(JobStoreError) {
        let settings = try ConnectionSettings(connection, schema: schema, options: options)
        let hub = SignalHub()
        self.settings = settings
        self.hub = hub
        copiesFrom = options.copiesFrom
        migrates = options.migrates
        pool = Pool(settings, connections: options.connections, name: "jobkit-pg", logger: logger)
        renewals = Pool(settings, connections: 1, name: "jobkit-pg-renew", logger: logger)
        listener = Listener(settings, channel: settings.channel, hub: hub, logger: logger)
        notifier = Notifier(settings, pool: pool, rest: .milliseconds(5))
        changeNotifier = Notifier(settings, pool: pool, rest: .milliseconds(50))
        watermarks =
            options.usesWatermarks
            ? WatermarkKeeper(settings.environment, pool: pool, movesByItself: options.movesWatermarks, logger: logger) : nil
    }

    deinit {
        pool.stop()
        renewals.stop()
        listener.stop()
        hub.finish()
    }

    public func prepare() async throws {
        try checkOpen("prepare", mayBeFresh: true)
        try await pool.run("prepare") { [migrates] in try migrates ? Migrator().run(on: $0) : Migrator().check($0) }
        phase.withLock { if $0 == .fresh { $0 = .prepared } }
    }

    public func signals() -> AsyncStream<Void> {
        let stream = hub.subscribe()
        if phase.withLock({ $0 != .closed }) { listener.wake() }
        return stream
    }

    public func close() async {
        phase.withLock { $0 = .closed }
        for pool in [pool, renewals] { pool.stop() }
        listener.stop()
        for pool in [pool, renewals] { await pool.waitForEnd() }
        await listener.waitForEnd()
        hub.finish()
    }

    /// - Parameter verb: for errors, as it precedes the name of the database: `claim from`.
    func perform<Value: Sendable>(
        _ verb: String, isRenewal: Bool = false, _ body: @escaping @Sendable (Session) throws -> Value
    ) async throws -> Value {
        try checkOpen(verb)
        return try await (isRenewal ? renewals : pool).run(verb, body)
    }

    /// Notes a claim of jobs from these lines; the set is empty when no job was claimed.
    func noteClaimed(from lines: Set<Int64>) { watermarks?.claimed(from: lines) }

    /// Announces that jobs may be ready.
    func tell() {
        hub.send()
        notifier.poke()
    }

    /// Announces a change that makes no job ready.
    func tellChanged() {
        hub.send()
        changeNotifier.poke()
    }

    private func checkOpen(_ verb: String, mayBeFresh: Bool = false) throws {
        let isOpen = phase.withLock { $0 == .prepared || (mayBeFresh && $0 == .fresh) }
        if !isOpen { throw JobStoreError.closed("\(verb) \(settings.name)") }
    }
}
