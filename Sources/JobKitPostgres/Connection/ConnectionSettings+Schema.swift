import Foundation
import JobKit

extension ConnectionSettings {
    /// What a statement stands for: `{jobkit}` is the schema, `{channel}` the text of the channel's name.
    func rendered(_ sql: String) -> String {
        guard sql.utf8.contains(UInt8(ascii: "{")) else { return sql }
        // What a name puts in is not looked at again.
        return sql.components(separatedBy: "{jobkit}").map { $0.replacing("{channel}", with: channel.asLiteral) }
            .joined(separator: schema.asIdentifier)
    }

    /// On which processes tell each other that something may be ready.
    var channel: String { "jobkit:\(schema)" }

    /// - Throws: `JobStoreError.invalid` also for a name that cannot be a schema's.
    init(_ connection: String, schema: String, options: PostgresJobStoreOptions) throws(JobStoreError) {
        // Names take up to 63 bytes, and the channel's is longer than the schema's.
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

    /// Claims are statements of their own, and pass over what others have locked or taken: a stricter isolation would make them fail instead.
    private static let isolation = "SET default_transaction_isolation = 'read committed'"

    /// Every hot statement finds its rows by key. What the planner believes of a table that was small a moment ago must not change that, and
    /// statements that are run thousands of times need no plan of their own for each set of values.
    private static let planning = """
        SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off;
        SET enable_mergejoin = off
        """

    /// Between two statements of a transaction nothing is waited for. Whoever is silent there for long was stopped or cut off with rows locked
    /// that all others want to take over, and the server lets go of them.
    private static func silence(after limit: Duration, isLocal: Bool = false) -> String {
        "SET \(isLocal ? "LOCAL " : "")idle_in_transaction_session_timeout = \(max(.seconds(1), min(limit, longestSilence)) / .milliseconds(1))"
    }

    private static let longestSilence: Duration = .seconds(10)

    /// The server's own would keep the connections of a machine that is gone for two hours, or for a quarter of one where an answer is on its way.
    private static let keepalives = """
        SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 60000
        """
}
