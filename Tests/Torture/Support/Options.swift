import JobKitSQLite

/// The arguments after the role: pairs of `--name value`.
struct Options: Sendable {
    private var values: [String: String] = [:]

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), let value = rest.popFirst() else { throw TortureError("\(name) has no value") }
            values[String(name.dropFirst(2))] = value
        }
    }

    func text(_ name: String) throws -> String {
        guard let value = values[name] else { throw TortureError("--\(name) is missing") }
        return value
    }

    func text(_ name: String, _ otherwise: String) -> String {
        values[name] ?? otherwise
    }

    func number(_ name: String, _ otherwise: Int) throws -> Int {
        guard let text = values[name] else { return otherwise }
        guard let value = Int(text) else { throw TortureError("--\(name) is no number") }
        return value
    }

    /// Given in milliseconds.
    func duration(_ name: String, _ otherwise: Int) throws -> Duration {
        .milliseconds(try number(name, otherwise))
    }

    /// `sqlite:PATH`, or a connection string.
    func database() throws -> any TortureDatabase {
        let address = try text("store")
        return address.hasPrefix(FileDatabase.scheme) ? FileDatabase(path: try file()) : ServerDatabase(connection: address)
    }

    /// For roles that only work on files.
    func file() throws -> String {
        let address = try text("store")
        guard address.hasPrefix(FileDatabase.scheme) else { throw TortureError("--store names no file: \(address)") }
        return String(address.dropFirst(FileDatabase.scheme.count))
    }

    var synchronous: SQLiteJobStoreOptions.Synchronous { values["synchronous"] == "normal" ? .normal : .full }
}
