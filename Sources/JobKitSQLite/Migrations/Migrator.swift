import JobKit

/// Upgrades the tables to the version that this code knows, in one transaction; other processes may do the same at the same time.
///
/// The version is stored in jobkit_meta, because `user_version` belongs to the service that may own this file.
struct Migrator {
    /// The versions that the file records for its tables.
    private struct Found {
        var version: Int64 = 0
        var worksFrom: Int64 = 0
        var fingerprints: [Int64: Int64] = [:]
    }

    private static let version = "version"
    private static let worksFrom = "works_from"
    private static let fingerprint = "fingerprint_"

    /// For errors, as it precedes the cause: `prepare /var/jobs.db`.
    let subject: String
    var migrations = Migration.all

    var newest: Int64 { migrations.last?.version ?? 0 }

    func run(on connection: Connection) throws {
        // Without a lock first: nearly always there is nothing to do.
        if try isFit(found(connection)) { return }
        try connection.transaction("BEGIN IMMEDIATE") {
            let found = try found(connection)
            if try !isFit(found) { try statements(from: found.version).forEach(connection.execute) }
        }
    }

    /// Throws unless this code works on the tables unchanged.
    func check(_ connection: Connection) throws {
        let found = try found(connection)
        guard try !isFit(found) else { return }
        let cause = found.version == 0 ? "the file has no tables of JobKit" : "its tables have version \(found.version), not \(newest)"
        throw refusal(cause, "Have a store that may migrate call prepare() first.")
    }

    /// The statements that lead from one version to the newest.
    func statements(from version: Int64) -> [String] {
        let missing = migrations.filter { $0.version > version }
        var notes = [(Self.version, newest), (Self.worksFrom, migrations.last?.worksFrom ?? 0)]
        notes += missing.map { (Self.fingerprint + String($0.version), $0.fingerprint) }
        return (version == 0 ? ["CREATE TABLE jobkit_meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID"] : [])
            + missing.flatMap(\.statements)
            + notes.map {
                "INSERT INTO jobkit_meta (key, value) VALUES ('\($0.0)', \($0.1)) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
            }
    }

    /// The tables and views, the last one first.
    var made: [(kind: Substring, name: Substring)] {
        statements(from: 0).reversed().compactMap { statement in
            let words = statement.split(whereSeparator: \.isWhitespace)
            guard words.count > 2, words[0] == "CREATE", ["TABLE", "VIEW"].contains(words[1]) else { return nil }
            return (words[1], words[2])
        }
    }

    /// Whether this code works on such tables. Throws where it never will: they are newer than this code knows, or of a version with
    /// another text.
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
