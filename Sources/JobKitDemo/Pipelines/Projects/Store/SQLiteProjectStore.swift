import Foundation
import GRDB
import JobKit
import JobKitSQLite

/// Projects in the SQLite file of the jobs, through GRDB.
///
/// The connection follows the rules for those that are not the job store's (Docs/operating-sqlite.md): the job store makes the file and its
/// mode, alone writes checkpoints, and is closed last.
final class SQLiteProjectStore: ProjectStore {
    private let database: DatabaseQueue
    private let jobs: SQLiteJobStore

    /// - Parameter jobs: prepared, on the file at `path`.
    init(path: String, jobs: SQLiteJobStore) async throws {
        self.jobs = jobs
        database = try DatabaseQueue(path: path, configuration: Self.configuration)
        try await Self.explaining("prepare the projects") { [database] in
            if try await database.read({ try Bool.fetchOne($0, sql: ProjectSQL.isPrepared) }) == true { return }
            try await database.write { db in
                for statement in ProjectSQL.schema { try db.execute(sql: statement) }
            }
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { db in
            // Before SQLite 3.51.3 a checkpoint of anybody but the job store can lose commits.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            // An acknowledged project is as durable as an acknowledged job.
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        return configuration
    }

    func add(_ project: Project, firstRefresh: JobDraft) async throws {
        try await Self.explaining("add the project") { [database, jobs] in
            do {
                try await database.write { db in
                    try db.execute(
                        sql: ProjectSQL.add,
                        arguments: [
                            project.id.text, project.name, project.repository, project.plan, project.createdAt.microseconds,
                        ])
                    guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
                    try jobs.enqueue([firstRefresh], in: connection)
                }
            } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
                throw ProjectError.nameTaken(project.name)
            }
            // A read of the job store looks whether the file is still where it was: what lies in one that was moved away is not acknowledged.
            _ = try await jobs.jobs([firstRefresh.id])
        }
    }

    func remove(_ id: ProjectID) async throws -> Bool {
        try await write("remove the project") { db in
            try db.execute(sql: ProjectSQL.remove, arguments: [id.text])
            return db.changesCount > 0
        }
    }

    func list() async throws -> [Project] {
        try await read("list the projects") { try Row.fetchAll($0, sql: ProjectSQL.list).map(Project.init(row:)) }
    }

    func find(_ id: ProjectID) async throws -> Project? {
        try await read("find the project") { try Row.fetchOne($0, sql: ProjectSQL.find, arguments: [id.text]).map(Project.init(row:)) }
    }

    func find(name: String) async throws -> Project? {
        try await read("find the project") { try Row.fetchOne($0, sql: ProjectSQL.findByName, arguments: [name]).map(Project.init(row:)) }
    }

    func note(_ refresh: RefreshEntry, _ result: ProjectResult?, of project: ProjectID) async throws -> Bool {
        let json = try result.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        return try await write("note the refresh") { db in
            try db.execute(sql: ProjectSQL.note, arguments: refresh.arguments(of: project))
            guard db.changesCount > 0 else { return false }
            if let result, let json {
                try db.execute(sql: ProjectSQL.noteResult, arguments: [project.text, result.refreshedAt.microseconds, json])
            }
            return true
        }
    }

    func history(of project: ProjectID, limit: Int) async throws -> [RefreshEntry] {
        try await read("read the history") {
            try Row.fetchAll($0, sql: ProjectSQL.history, arguments: [project.text, limit]).map(RefreshEntry.init(row:))
        }
    }

    /// How the connection is set up, for tests.
    func settings() async throws -> [String] {
        try await read("look at the connection") { db in
            try ["wal_autocheckpoint", "synchronous", "journal_mode", "busy_timeout", "foreign_keys"].map { name in
                try String.fetchOne(db, sql: "PRAGMA \(name)") ?? ""
            }
        }
    }

    func close() async { try? database.close() }

    private func read<Value: Sendable>(_ verb: String, _ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await Self.explaining(verb) { [database] in try await database.read(body) }
    }

    private func write<Value: Sendable>(_ verb: String, _ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await Self.explaining(verb) { [database] in try await database.write(body) }
    }

    /// GRDB's errors in the words of the job store's, without statements and arguments.
    private static func explaining<Value: Sendable>(
        _ verb: String, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as DatabaseError {
            // Locked, out of room, unreadable for the moment: another attempt may help.
            let mayPass = [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN].contains(error.resultCode)
            throw JobStoreError(
                mayPass ? .unavailable : .unusable, subject: verb,
                cause: "SQLite says \"\(error.message ?? "nothing")\" (code \(error.resultCode.rawValue))",
                remedy: mayPass ? "Make room or end who holds the file, and try again." : "Docs/operating-sqlite.md has what to do.")
        }
    }
}
