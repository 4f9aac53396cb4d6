/// A connection string, which may hold a password: it is shown nowhere.
struct PostgresAddress: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let connection: String

    var description: String { "postgres://…" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
