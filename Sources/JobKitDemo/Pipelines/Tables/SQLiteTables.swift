import GRDB
import JobKit
import JobKitSQLite

/// In the SQLite file of the jobs, through GRDB.
///
/// The connection follows the rules for those that are not the job store's (Docs/operating-sqlite.md): the job store makes the file and its mode, alone writes
/// checkpoints, and is closed last.
final class SQLiteTables: Tables {
    private let database: DatabaseQueue
    private let jobs: SQLiteJobStore

    /// - Parameter jobs: prepared, on the file at `path`.
    init(path: String, jobs: SQLiteJobStore) throws {
        self.jobs = jobs
        database = try Self.explaining("open the demo's tables") { try DatabaseQueue(path: path, configuration: Self.configuration) }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { db in
            // Before SQLite 3.51.3 a checkpoint of another connection than the job store's can lose commits.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            // An acknowledged row is as durable as an acknowledged job.
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        return configuration
    }

    func transaction<Value: Sendable>(
        _ verb: String, _ body: @escaping @Sendable (any TablesTransaction) throws -> Value
    ) async throws -> Value {
        let (value, jobs) = try await Self.explaining(verb) { [database, jobs] in
            try await database.write { db in
                let transaction = Transaction(database: db, jobs: jobs)
                return (try body(transaction), transaction.enqueued)
            }
        }
        // A read of the job store looks whether the file is still where it was: what lies in one that was moved away is not acknowledged.
        if !jobs.isEmpty { _ = try await self.jobs.jobs(jobs) }
        return value
    }

    func read<Value: Sendable>(_ verb: String, _ body: @escaping @Sendable (any TablesTransaction) throws -> Value) async throws -> Value {
        try await Self.explaining(verb) { [database, jobs] in
            try await database.read { try body(Transaction(database: $0, jobs: jobs)) }
        }
    }

    func prepare(_ schema: TablesSchema) async throws {
        if try await has(schema) { return }
        try await Self.explaining("prepare the demo's tables") { [database] in
            try await database.write { db in
                for statement in schema.statements { try db.execute(sql: Transaction.rendered(statement)) }
            }
        }
    }

    func has(_ schema: TablesSchema) async throws -> Bool {
        try await Self.explaining("look for the demo's tables") { [database] in
            let known = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)"
            return try await database.read { try Bool.fetchOne($0, sql: known, arguments: [schema.lastIndex]) } == true
        }
    }

    /// How the connection is set up, for tests.
    func settings() async throws -> [String] {
        try await database.read { db in
            try ["wal_autocheckpoint", "synchronous", "journal_mode", "busy_timeout", "foreign_keys"].map { name in
                try String.fetchOne(db, sql: "PRAGMA \(name)") ?? ""
            }
        }
    }

    func close() async { try? database.close() }

    private final class Transaction: TablesTransaction {
        private let database: GRDB.Database
        private let jobs: SQLiteJobStore
        private(set) var enqueued: [JobID] = []

        init(database: GRDB.Database, jobs: SQLiteJobStore) {
            self.database = database
            self.jobs = jobs
        }

        func run(_ sql: String, _ values: [String?]) throws -> [TableRow] {
            do {
                return try Row.fetchAll(database, sql: Self.rendered(sql), arguments: StatementArguments(values)).map { row in
                    TableRow(values: Dictionary(row.compactMap { name, value in Self.text(value).map { (name, $0) } }) { $1 })
                }
            } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
                throw TablesError.taken
            }
        }

        func enqueue(_ drafts: [JobDraft]) throws {
            guard let connection = database.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
            try jobs.enqueue(drafts, in: connection)
            enqueued += drafts.map(\.id)
        }

        static func rendered(_ sql: String) -> String {
            sql.replacing("{demo}", with: "jobkit_demo_").replacing("{locked}", with: "").replacing("$", with: "?")
        }

        private static func text(_ value: DatabaseValue) -> String? {
            switch value.storage {
            case .null: nil
            case .int64(let number): String(number)
            case .double(let number): String(number)
            case .string(let text): text
            case .blob(let bytes): String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    /// GRDB's errors in the words of the job store's, without statements and arguments.
    private static func explaining<Value>(_ verb: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as DatabaseError { throw storeError(verb, error) }
    }

    private static func explaining<Value: Sendable>(_ verb: String, _ body: @Sendable () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as DatabaseError { throw storeError(verb, error) }
    }

    private static func storeError(_ verb: String, _ error: DatabaseError) -> JobStoreError {
        // Locked, out of room, unreadable for the moment: another attempt may help.
        let mayPass = [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN].contains(error.resultCode)
        return JobStoreError(
            mayPass ? .unavailable : .unusable, subject: verb,
            cause: "SQLite says \"\(error.message ?? "nothing")\" (code \(error.resultCode.rawValue))",
            remedy: mayPass ? "Make room or end who holds the file, and try again." : "Docs/operating-sqlite.md has what to do.")
    }
}
