import JobKit

/// Brings the tables to the version that this code knows, in one transaction, whoever else tries the same.
///
/// The version stands in jobkit_meta, because `user_version` belongs to the service whose file this may be.
struct Migrator {
    /// What the file says of its tables.
    private struct Found {
        var version: Int64 = 0
        var worksFrom: Int64 = 0
        var fingerprints: [Int64: Int64] = [:]
    }

    private static let version = "version"
    private static let worksFrom = "works_from"
    private static let fingerprint = "fingerprint_"

    /// For errors, as it goes before the cause: `prepare /var/jobs.db`.
    let subject: String
    var migrations = Migration.all

    private var newest: Int64 { migrations.last?.version ?? 0 }

    func run(on connection: Connection) throws {
        // Without a lock first: nearly always there is nothing to do.
        if try isFit(found(connection)) { return }
        try connection.transaction("BEGIN IMMEDIATE") {
            let found = try found(connection)
            if try !isFit(found) { try upgrade(connection, from: found.version) }
        }
    }

    /// Throws unless this code works on the tables as they are.
    func check(_ connection: Connection) throws {
        let found = try found(connection)
        guard try !isFit(found) else { return }
        let cause = found.version == 0 ? "the file has no tables of JobKit" : "its tables have version \(found.version), not \(newest)"
        throw refusal(cause, "Call the store's prepare() first.")
    }

    private func upgrade(_ connection: Connection, from version: Int64) throws {
        if version == 0 {
            try connection.execute("CREATE TABLE jobkit_meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID")
        }
        var notes: [(key: String, value: Int64)] = [(Self.version, newest), (Self.worksFrom, migrations.last?.worksFrom ?? 0)]
        for migration in migrations where migration.version > version {
            for statement in migration.statements { try connection.execute(statement) }
            notes.append((Self.fingerprint + String(migration.version), migration.fingerprint))
        }
        let store = try connection.statement(SQL.setMeta)
        for note in notes {
            store.bind(.key, note.key)
            store.bind(.value, note.value)
            try store.run()
        }
    }

    /// Whether this code works on such tables. Throws where it never will: they are newer than it knows, or of a version whose text was another.
    private func isFit(_ found: Found) throws -> Bool {
        guard found.version <= newest || found.worksFrom <= newest else { throw newer(found.version) }
        for migration in migrations where migration.version <= found.version {
            guard found.fingerprints[migration.version] == migration.fingerprint else { throw unreleased(migration.version) }
        }
        return found.version >= newest
    }

    private func found(_ connection: Connection) throws -> Found {
        var found = Found()
        let tables = try connection.statement("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'jobkit_meta'")
        guard try tables.firstRow({ _ in true }) != nil else { return found }
        try connection.statement(SQL.allMeta).forEachRow { row in
            let (key, value) = (row.text(.key), row.integer(.value))
            switch key {
            case Self.version: found.version = value
            case Self.worksFrom: found.worksFrom = value
            default:
                guard key.hasPrefix(Self.fingerprint), let version = Int64(key.dropFirst(Self.fingerprint.count)) else { return }
                found.fingerprints[version] = value
            }
        }
        return found
    }

    private func newer(_ found: Int64) -> JobStoreError {
        refusal(
            "the schema has version \(found), and this JobKit knows versions up to \(newest)",
            "Update JobKit in this program; a newer one has upgraded the file.")
    }

    private func unreleased(_ version: Int64) -> JobStoreError {
        refusal(
            "its tables of version \(version) were made by a build of JobKit that was never released",
            "Let that build finish the jobs in the file, then remove the file with its -wal and -shm, or name another: it is made anew.")
    }

    private func refusal(_ cause: String, _ remedy: String) -> JobStoreError {
        JobStoreError(.unusable, subject: subject, cause: cause, remedy: remedy)
    }
}
