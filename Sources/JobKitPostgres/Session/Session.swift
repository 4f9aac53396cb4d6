import JobKit

/// The connection of a thread of the pool, replaced when it breaks. The operations are written as its extensions.
final class Session {
    let settings: ConnectionSettings
    let lanes = Lanes()
    private(set) var connection: Connection?
    private var opening: Opening?

    init(_ settings: ConnectionSettings) {
        self.settings = settings
    }

    /// Runs all commands in one round trip: as one transaction, unless they say `BEGIN` themselves.
    func run(_ commands: Command...) throws -> [Rows] { try run(commands) }

    func run(_ commands: [Command]) throws -> [Rows] { try open().run(commands) }

    /// The result of `body`, each of whose round trips may take at most this long, and no longer than others.
    func within<Value>(_ limit: Duration, _ body: () throws -> Value) throws -> Value {
        let connection = try open()
        connection.limit = min(limit, settings.statementTimeout)
        defer { connection.limit = settings.statementTimeout }
        return try body()
    }

    /// Runs statements without parameters and results; see `Connection.script`.
    func script(_ sql: String, limit: Duration? = nil) throws { try open().script(sql, limit: limit) }

    /// See `Connection.copy`.
    func copy(_ sql: String, _ parts: some Sequence<[UInt8]>) throws { try open().copy(sql, parts) }

    /// Whether a transaction-mode pooler may be in between: then settings and prepared statements last no longer than a transaction.
    var isPooled: Bool { connection?.isPooled ?? false }

    /// For statements that are not the store's.
    func own() throws -> Connection { try open() }

    var isInTransaction: Bool { connection?.isInTransaction ?? false }

    /// Opens a new connection when the current one is no longer usable; reads the server's pending messages before anything is sent.
    ///
    /// - Parameter limit: how long to wait for it; `false` after that, and the attempt goes on, for the next call.
    func connect(within limit: Duration) throws -> Bool {
        if let connection, connection.look() { return true }
        close()
        let opening = opening ?? Opening(settings)
        self.opening = opening
        let result = Result { try opening.connection(within: limit) }
        if case .success(nil) = result { return false }
        self.opening = nil
        connection = try result.get()
        return true
    }

    func rollBack() { connection?.rollBack() }

    func close() {
        connection?.close()
        connection = nil
    }

    private func open() throws -> Connection {
        guard let connection else { throw PostgresFailure.lost }
        return connection
    }
}
