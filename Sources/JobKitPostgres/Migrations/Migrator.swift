import JobKit

/// Upgrades the tables to the version that this code knows, in one transaction; other processes may do the same at the same time.
struct Migrator {
    var migrations = Migration.all

    /// The newest version that this code knows.
    static var newest: Int64 { Migration.all.last?.version ?? 0 }
    private var newest: Int64 { migrations.last?.version ?? 0 }
    /// An index on a hundred million rows takes long.
    private static let longest = Duration.seconds(6 * 3_600)

    func run(on session: Session) throws {
        try checkServer(session)
        // Without a lock first: nearly always there is nothing to do, and then a role that may not create tables is enough.
        if try isFit(version(session), session) { return }
        _ = try session.run(session.beginning)
        var lock = Parameters()
        lock.add("jobkit:" + session.settings.schema)
        try session.run("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", lock)
        let found = try version(session)
        if try !isFit(found, session) {
            try session.script("SET LOCAL statement_timeout = 0; " + sql(from: found.number), limit: Self.longest)
        }
        try session.script("COMMIT")
    }

    /// Throws unless this code works on the tables unchanged.
    func check(_ session: Session) throws {
        try checkServer(session)
        let found = try version(session)
        guard try !isFit(found, session) else { return }
        let schema = session.settings.rendered("{jobkit}")
        throw JobStoreError(
            .unusable, subject: "prepare \(session.settings.name)",
            cause: found.number == 0
                ? "there are no tables of JobKit in the schema \(schema)" : "its tables have version \(found.number), not \(newest)",
            remedy: "Run the migrations first, or have a store that may migrate call prepare().")
    }

    /// Whether this code works on such tables. Throws where a newer version has changed them in a way that it does not know.
    private func isFit(_ found: Version, _ session: Session) throws -> Bool {
        guard found.number <= newest || found.worksFrom <= newest else { throw newer(found.number, session) }
        for migration in migrations where migration.version <= found.number {
            let index = Int(migration.version) - 1
            guard found.fingerprints.indices.contains(index), found.fingerprints[index] == migration.fingerprint else {
                throw unreleased(migration.version, session)
            }
        }
        return found.number >= newest
    }

    private func checkServer(_ session: Session) throws {
        let rows = try session.run(
            """
            SELECT current_setting('server_version_num')::int AS server_version, pg_encoding_to_char(encoding)::text AS encoding
            FROM pg_database WHERE datname = current_database()
            """)
        let (version, encoding) = (rows.integer(0, .serverVersion), rows.text(0, .encoding))
        func refusal(_ cause: String, _ remedy: String) -> JobStoreError {
            JobStoreError(.unusable, subject: "prepare \(session.settings.name)", cause: cause, remedy: remedy)
        }
        if version < 130_000 {
            throw refusal("the server is PostgreSQL \(version / 10_000)", "Use PostgreSQL 13 or later.")
        }
        if encoding != "UTF8" {
            throw refusal("the database's encoding is \(encoding)", "Make a database whose encoding is UTF8, and keep the jobs there.")
        }
    }

    /// The statements that lead from one version to the newest.
    func sql(from found: Int64) -> String {
        var parts: [String] = []
        if found == 0 {
            parts.append(
                """
                CREATE SCHEMA IF NOT EXISTS {jobkit};
                CREATE TABLE {jobkit}.meta (
                    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1), version bigint NOT NULL, works_from bigint NOT NULL,
                    fingerprints bigint[] NOT NULL
                );
                """)
        }
        parts += migrations.filter { $0.version > found }.map(\.up)
        let worksFrom = migrations.last?.worksFrom ?? 0
        let fingerprints = migrations.map { String($0.fingerprint) }.joined(separator: ",")
        parts.append(
            found == 0
                ? "INSERT INTO {jobkit}.meta (version, works_from, fingerprints) VALUES (\(newest), \(worksFrom), '{\(fingerprints)}');"
                : "UPDATE {jobkit}.meta SET version = \(newest), works_from = \(worksFrom), fingerprints = '{\(fingerprints)}';")
        return parts.joined(separator: "\n")
    }

    /// The statements that revert all versions.
    func sqlDown() -> String { migrations.reversed().map(\.down).joined(separator: "\n") }

    /// The version of the existing tables; 0 where there is no schema.
    private struct Version {
        var number: Int64 = 0
        var worksFrom: Int64 = 0
        /// In the order of the versions.
        var fingerprints: [Int64] = []
    }

    private func version(_ session: Session) throws -> Version {
        var parameters = Parameters()
        parameters.add(session.settings.schema)
        let known = try session.run("SELECT FROM pg_tables WHERE schemaname = $1::text AND tablename = 'meta'", parameters)
        guard known.count > 0 else { return Version() }
        let rows: Rows
        do {
            rows = try session.run("SELECT version, works_from, fingerprints FROM {jobkit}.meta")
        } catch let failure as PostgresFailure where failure.state == "42703" {
            throw unreleased(1, session)
        }
        guard rows.count > 0 else {
            throw JobStoreError(
                .unusable, subject: "prepare \(session.settings.name)",
                cause: "the tables were made in part: a migration was not run to its end",
                remedy: "Drop the schema, and run what was printed again, in one transaction (psql --single-transaction).")
        }
        return Version(
            number: rows.integer(0, .version), worksFrom: rows.integer(0, .worksFrom), fingerprints: rows.integers(0, .fingerprints))
    }

    private func unreleased(_ version: Int64, _ session: Session) -> JobStoreError {
        JobStoreError(
            .unusable, subject: "prepare \(session.settings.name)",
            cause: "its tables of version \(version) were made by a build of JobKit that was never released",
            remedy:
                "Let that build finish the jobs in the schema \(session.settings.rendered("{jobkit}")), then drop the schema, or name another: it is "
                + "made anew.")
    }

    private func newer(_ found: Int64, _ session: Session) -> JobStoreError {
        JobStoreError(
            .unusable, subject: "prepare \(session.settings.name)",
            cause: "the schema has version \(found), and this JobKit knows versions up to \(newest)",
            remedy: "Update JobKit in this program; a newer one has upgraded the tables.")
    }
}
