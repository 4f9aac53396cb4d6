import CLibPQ
import Foundation
import JobKit

/// The server's address, and the setup of a connection to it.
///
/// The connection string is passed to libpq unchanged and shown nowhere: it may hold a password.
struct ConnectionSettings: Sendable {
    private let connectionString: String
    /// `host:port/database`, for errors and logs.
    let name: String
    /// The time limit of one round trip; then the connection is closed.
    var statementTimeout: Duration
    /// Run once on every new connection, unless a pooler is in between: `SET` statements, one after the other.
    var setUp: String
    /// Run at the beginning of every transaction where a pooler is in between, which keeps no settings.
    var inTransaction = ""
    /// The schema of JobKit's tables.
    var schema = "jobkit"
    /// For jitter and for time limits.
    var environment: JobEnvironment
    let canceller = Canceller()

    /// - Parameter connectionString: a URI or `keyword=value` pairs, in libpq's format; may name a service; missing values come from the
    ///   `PG*` variables.
    /// - Throws: `JobStoreError` when libpq cannot read it.
    init(
        _ connectionString: String, statementTimeout: Duration = .seconds(30), setUp: String = "", environment: JobEnvironment = .system
    ) throws(JobStoreError) {
        let parts = try ConnectionString.parts(of: connectionString)
        self.connectionString = connectionString
        name = ConnectionString.name(parts)
        self.statementTimeout = statementTimeout
        self.setUp = setUp
        self.environment = environment
    }

    /// The arguments of `PQconnectdbParams`; later keywords win over earlier ones, and the string stands for those that it holds.
    private var keywords: [(keyword: String, value: String)] {
        var keywords = [
            // libpq has no limit of its own for connecting, and would wait for two hours before it asked whether a silent server is still
            // there.
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
            ("fallback_application_name", "jobkit"),
        ]
        // A keyword would override the variable.
        if getenv("PGCONNECT_TIMEOUT") == nil { keywords.append(("connect_timeout", "10")) }
        return keywords + [("dbname", connectionString), ("client_encoding", "UTF8")]
    }

    /// Passes the keywords and values to `body` as C arrays, with a null pointer at the end of each.
    func withKeywords<Value>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Value
    ) -> Value {
        let pairs = keywords
        let names = pairs.map { strdup($0.keyword) }
        let values = pairs.map { strdup($0.value) }
        defer { for text in names + values { free(text) } }
        return body(names.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil])
    }
}

/// Only the name is ever shown.
extension ConnectionSettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { name }
    var debugDescription: String { name }
    var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
