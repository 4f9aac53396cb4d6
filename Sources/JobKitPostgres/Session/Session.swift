import JobKit

/// What a thread of the pool owns: the connection of the moment. The verbs are written as its extensions.
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

    /// What `body` returns, whose round trips may take so long each, and no longer than any.
    func within<Value>(_ limit: Duration, _ body: () throws -> Value) throws -> Value {
        let connection = try open()
        connection.limit = min(limit, settings.statementTimeout)
        defer { connection.limit = settings.statementTimeout }
        return try body()
    }

    /// Runs statements that take and return nothing; see `Connection.script`.
    func script(_ sql: String, limit: Duration? = nil) throws { try open().script(sql, limit: limit) }

    /// See `Connection.copy`.
    func copy(_ sql: String, _ parts: some Sequence<[UInt8]>) throws { try open().copy(sql, parts) }

    /// Whether a transaction-mode pooler may be between: then nothing that is set or prepared lasts longer than a transaction.
    var isPooled: Bool { connection?.isPooled ?? false }

    var isInTransaction: Bool { connection?.isInTransaction ?? false }

    /// A new connection when the current one is of no use any more; whatever the server has sent meanwhile is read before anything is sent to it.
    ///
    /// - Parameter limit: how long to wait for it; `false` after that, and what was begun goes on, for the next call.
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
