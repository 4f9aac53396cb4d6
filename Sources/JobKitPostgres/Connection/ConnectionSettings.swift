import CLibPQ
import Foundation
import JobKit

/// Where the server is, and how a connection to it is set up.
///
/// The connection string is passed on to libpq as it is and shown nowhere: it may hold a password.
struct ConnectionSettings: Sendable {
    private let connectionString: String
    /// `host:port/database`, for errors and logs.
    let name: String
    /// How long one round trip may take; then the connection is given up.
    var statementTimeout: Duration
    /// Run once on every new connection, unless a pooler is between: `SET` statements, one after the other.
    var setUp: String
    /// Run at the beginning of every transaction where a pooler is between, which keeps nothing that was set up.
    var inTransaction = ""
    /// Where JobKit's tables are.
    var schema = "jobkit"
    /// For jitter and for time limits.
    var environment: JobEnvironment
    let canceller = Canceller()

    /// - Parameter connectionString: a URI or `keyword=value` pairs, as libpq takes them; may name a service, and what it leaves out comes from
    ///   the `PG*` variables.
    /// - Throws: `JobStoreError` when libpq could not read it.
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

    /// What goes to `PQconnectdbParams`; later keywords win over earlier ones, and the string stands in for those it holds.
    private var keywords: [(keyword: String, value: String)] {
        var keywords = [
            // libpq has no limit of its own for connecting, and would wait for two hours before it asked whether a silent server is still there.
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
            ("fallback_application_name", "jobkit"),
        ]
        // A keyword would win over the variable.
        if getenv("PGCONNECT_TIMEOUT") == nil { keywords.append(("connect_timeout", "10")) }
        return keywords + [("dbname", connectionString), ("client_encoding", "UTF8")]
    }

    /// Hands the keywords and values to `body` as C has them, a null pointer at the end of each.
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

/// Nothing but the name is ever shown.
extension ConnectionSettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { name }
    var debugDescription: String { name }
    var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
