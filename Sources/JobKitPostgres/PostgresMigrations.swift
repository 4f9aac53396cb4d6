import JobKit

/// The statements that `PostgresJobStore.prepare()` runs, for services that run their own migrations.
public enum PostgresMigrations {
    /// The purpose of a role that does not own the tables.
    public enum Purpose: String, Sendable, CaseIterable {
        /// Runs a `PostgresJobStore`, its workers and its queue.
        case worker
        /// Calls `jobkit.enqueue` in transactions of its own, and sees no job.
        case enqueuer
        /// Reads: counts, lists, jobs, with their payloads.
        case reader
    }

    /// The version of the schema that this JobKit works on.
    public static var newestVersion: Int { Int(Migrator.newest) }

    /// The statements from an earlier version to the newest; run them in one transaction.
    ///
    /// - Parameters:
    ///   - schema: as for `PostgresJobStore`.
    ///   - version: the result of `SELECT version FROM jobkit.meta`; 0, unless given, where there is no schema.
    /// - Throws: `JobStoreError.invalid` for a name that is not valid for a schema.
    public static func up(schema: String = "jobkit", from version: Int = 0) throws(JobStoreError) -> String {
        try rendered(Migrator().sql(from: Int64(version)), schema)
    }

    /// The statements that remove JobKit's tables, with every job in them, and the schema if it is empty then.
    public static func down(schema: String = "jobkit") throws(JobStoreError) -> String {
        try rendered(Migrator().sqlDown(), schema)
    }

    /// The statements that give a role its rights on JobKit's tables, and on nothing else that the schema may hold. Run them again after an
    /// upgrade.
    ///
    ///     print(try PostgresMigrations.grant(.enqueuer, to: "shop"))
    ///
    /// - Parameters:
    ///   - purpose: what the role is for.
    ///   - role: any role but the tables' owner, which needs none; it must exist.
    ///   - schema: as for `PostgresJobStore`; it must exist.
    /// - Throws: `JobStoreError.invalid` for a name that is not valid for a schema, or for a role.
    public static func grant(_ purpose: Purpose, to role: String, schema: String = "jobkit") throws(JobStoreError) -> String {
        guard (1...63).contains(role.utf8.count), !role.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw JobStoreError(
                .invalid, subject: "grant rights to a role", cause: "its name cannot be \"\(role.prefix(64))\"",
                remedy: "Use 1 to 63 bytes without control characters.")
        }
        let role = role.asIdentifier
        // Rendered first: a role's name may contain a placeholder.
        let schema = try rendered("{jobkit}", schema)
        var lines = ["GRANT USAGE ON SCHEMA \(schema) TO \(role);"]
        func onTables(_ rights: String) {
            let tables = Migration.tables.map { "\(schema).\($0)" } + (rights == "SELECT" ? ["\(schema).jobs"] : [])
            lines.append("GRANT \(rights) ON \(tables.joined(separator: ", ")) TO \(role);")
        }
        switch purpose {
        case .worker:
            onTables("SELECT, INSERT, UPDATE, DELETE")
            lines.append("REVOKE INSERT, UPDATE, DELETE ON \(schema).meta FROM \(role);")
            lines.append("GRANT USAGE ON SEQUENCE \(schema).job_seq_seq TO \(role);")
            lines.append("GRANT SELECT, UPDATE ON SEQUENCE \(schema).mark_clock TO \(role);")
        case .enqueuer: break
        case .reader:
            onTables("SELECT")
            lines.append("GRANT SELECT ON SEQUENCE \(schema).mark_clock TO \(role);")
        }
        if purpose != .enqueuer {
            let functions = ["clock", "later", "lane_id", "earliest_to_come", "text_of", "time_of"].map { "\(schema).\($0)" }
            lines.append("GRANT EXECUTE ON FUNCTION \(functions.joined(separator: ", ")) TO \(role);")
        }
        if purpose != .reader {
            lines.append("GRANT EXECUTE ON FUNCTION \(schema).enqueue, \(schema).enqueue_bytes, \(schema).enqueue_if_new TO \(role);")
        }
        return lines.joined(separator: "\n")
    }

    private static func rendered(_ sql: String, _ schema: String) throws(JobStoreError) -> String {
        try ConnectionSettings("", schema: schema, options: PostgresJobStoreOptions()).rendered(sql)
    }
}
