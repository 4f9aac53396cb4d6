import JobKit

/// The statements that `SQLiteJobStore.prepare()` runs, for services that run their own migrations.
public enum SQLiteMigrations {
    /// The version of the tables that this JobKit works on.
    public static var newestVersion: Int { Int(Migrator(subject: "").newest) }

    /// The statements from an earlier version to the newest; run them in one transaction, with a store's `SQLiteJobStoreOptions.migrates`
    /// false thereafter.
    ///
    /// - Parameter version: the result of `SELECT value FROM jobkit_meta WHERE key = 'version'`; 0, unless given, where there is no such
    ///   table.
    public static func up(from version: Int = 0) -> String {
        guard version < newestVersion else { return "" }
        return Migrator(subject: "").statements(from: Int64(version)).map { $0 + ";" }.joined(separator: "\n")
    }

    /// The statements that remove JobKit's tables, with every job in them.
    public static func down() -> String {
        Migrator(subject: "").made.map { "DROP \($0.kind) IF EXISTS \($0.name);" }.joined(separator: "\n")
    }
}
