import Foundation
import JobKit

extension ConnectionSettings {
    /// Replaces the placeholders of a statement: `{jobkit}` by the schema, `{channel}` by the text of the channel's name.
    func rendered(_ sql: String) -> String {
        guard sql.utf8.contains(UInt8(ascii: "{")) else { return sql }
        // Placeholders within inserted names are not replaced.
        return sql.components(separatedBy: "{jobkit}").map { $0.replacing("{channel}", with: channel.asLiteral) }
            .joined(separator: schema.asIdentifier)
    }

    /// The channel on which processes notify each other that jobs may be ready.
    var channel: String { "jobkit:\(schema)" }

    /// - Throws: `JobStoreError.invalid`, also for a name that is not valid for a schema.
    init(_ connection: String, schema: String, options: PostgresJobStoreOptions) throws(JobStoreError) {
        // Names have at most 63 bytes, and the channel's is longer than the schema's.
        guard (1...48).contains(schema.utf8.count), !schema.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }), !schema.hasPrefix("pg_"),
            !schema.utf8.contains("$jobkit$".utf8), !schema.utf8.contains(where: { "{}".utf8.contains($0) })
        else {
            throw JobStoreError(
                .invalid, subject: "use a schema of a PostgreSQL database", cause: "its name cannot be \"\(schema.prefix(64))\"",
                remedy: "Use 1 to 48 bytes without control characters and braces, not beginning with pg_.")
        }
        try self.init(
            connection, statementTimeout: options.statementTimeout,
            setUp: "\(Self.isolation); \(Self.planning); \(Self.silence(after: options.statementTimeout)); \(Self.keepalives)")
        inTransaction = Self.silence(after: options.statementTimeout, isLocal: true)
        self.schema = schema
    }

    /// Claims are statements of their own, and skip rows that other sessions have locked or claimed: a stricter isolation would make them
    /// fail instead.
    private static let isolation = "SET default_transaction_isolation = 'read committed'"

    /// Every hot statement finds its rows by key. The planner's statistics of a table that was small a moment ago must not change that, and
    /// statements that are run thousands of times need no plan of their own for each set of values.
    private static let planning = """
        SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off;
        SET enable_mergejoin = off
        """

    /// Between two statements of a transaction JobKit waits for nothing. A session that is silent there for long was stopped or cut off
    /// with locked rows that all others want to take over, and this setting makes the server release them.
    private static func silence(after limit: Duration, isLocal: Bool = false) -> String {
        "SET \(isLocal ? "LOCAL " : "")idle_in_transaction_session_timeout = \(max(.seconds(1), min(limit, longestSilence)) / .milliseconds(1))"
    }

    private static let longestSilence: Duration = .seconds(10)

    /// The server's defaults would keep the connections of a vanished machine for two hours, or for a quarter of an hour where an answer is
    /// under way.
    private static let keepalives = """
        SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 60000
        """
}
