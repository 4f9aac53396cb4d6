import JobKit

/// The statements that `PostgresJobStore.prepare()` runs, for those who run their own.
public enum PostgresMigrations {
    /// The version of the schema that this JobKit works on.
    public static var newestVersion: Int { Int(Migrator.newest) }

    /// What leads from an earlier version to the newest; run it in one transaction.
    ///
    /// - Parameters:
    ///   - schema: as for `PostgresJobStore`.
    ///   - version: what `SELECT version FROM jobkit.meta` shows; 0, unless given, where there is no schema.
    /// - Throws: `JobStoreError.invalid` for a name that cannot be a schema's.
    public static func up(schema: String = "jobkit", from version: Int = 0) throws -> String {
        try rendered(Migrator().sql(from: Int64(version)), schema)
    }

    /// What removes JobKit's schema, with every job in it.
    public static func down(schema: String = "jobkit") throws -> String {
        try rendered(Migrator().sqlDown(), schema)
    }

    private static func rendered(_ sql: String, _ schema: String) throws -> String {
        try ConnectionSettings("", schema: schema, options: PostgresJobStoreOptions()).rendered(sql)
    }
}
