import JobKit

/// Brings the tables to the version that this code knows, in one transaction, whoever else tries the same.
///
/// The version stands in jobkit_meta, because `user_version` belongs to the service whose file this may be.
struct Migrator {
    let path: String
    var migrations = Migration.all

    private var newest: Int64 { migrations.last?.version ?? 0 }
    /// What this code knows.
    static var newest: Int64 { Migration.all.last?.version ?? 0 }

    func run(on connection: Connection) throws {
        // Without a lock first: nearly always there is nothing to do.
        if try version(connection) == newest { return }
        try connection.transaction("BEGIN IMMEDIATE") {
            let found = try version(connection)
            guard found <= newest else { throw newer(found) }
            if found == 0 {
                try connection.execute("CREATE TABLE jobkit_meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID")
            }
            for migration in migrations where migration.version > found {
                for statement in migration.statements { try connection.execute(statement) }
            }
            let store = try connection.statement(SQL.setMeta)
            store.bind(1, "version")
            store.bind(2, newest)
            try store.run()
        }
    }

    /// 0 where there is no schema.
    func version(_ connection: Connection) throws -> Int64 {
        let tables = try connection.statement("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'jobkit_meta'")
        guard try tables.firstRow({ _ in true }) != nil else { return 0 }
        let version = try connection.statement("SELECT value FROM jobkit_meta WHERE key = 'version'")
        return try version.firstRow { $0.integer(0) } ?? 0
    }

    private func newer(_ found: Int64) -> JobStoreError {
        JobStoreError(
            .unusable, subject: "prepare \(path)",
            cause: "the schema has version \(found), and this JobKit knows versions up to \(newest)",
            remedy: "Update JobKit in this program; a newer one has upgraded the file.")
    }
}
