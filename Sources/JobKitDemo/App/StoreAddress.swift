import ArgumentParser
import Foundation
import JobKit
import JobKitPostgres
import JobKitSQLite

/// Which store a command works on: `sqlite:PATH`, `postgres://…` or libpq's `host=… dbname=…`, or `memory:`.
enum StoreAddress: ExpressibleByArgument, Sendable, Hashable {
    case sqlite(path: String)
    case postgres(PostgresAddress)
    case memory
    /// What is none of these. Refused by `StoreOptions.validate`, and not by the parser, which would show it: it may hold a password.
    case unreadable

    static let standard = StoreAddress.sqlite(path: "data/jobs.db")

    init(argument: String) {
        if argument == "memory:" {
            self = .memory
        } else if argument == "sqlite::memory:" {
            // SQLite's own name for it; a file of that name would be a surprise.
            self = .memory
        } else if argument.hasPrefix("sqlite:"), argument.count > 7 {
            self = .sqlite(path: String(argument.dropFirst(7)))
        } else if argument.hasPrefix("postgres://") || argument.hasPrefix("postgresql://") || Self.isPairs(argument) {
            // Whether it can be read is found out when it is opened: the error here would show the password.
            self = .postgres(PostgresAddress(connection: argument))
        } else {
            self = .unreadable
        }
    }

    /// Whether it begins as libpq's pairs do: `host=… dbname=…`, `service=…`.
    private static func isPairs(_ text: String) -> Bool {
        let keyword = text.drop { $0 == " " }.prefix { $0 != "=" && $0 != " " }
        return text.contains("=") && !keyword.isEmpty && keyword.allSatisfy { $0.isASCII && ($0.isLowercase || $0 == "_") }
    }

    var defaultValueDescription: String { description }

    var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let address): address.description
        case .memory: "memory:"
        case .unreadable: "?"
        }
    }

    func open(_ services: JobServices, _ access: StoreAccess) throws -> any JobStore {
        switch self {
        case .sqlite(let path):
            var options = SQLiteJobStoreOptions()
            options.migrates = access == .making
            return SQLiteJobStore(path: path, options: options, environment: services.environment, logger: services.logger)
        case .postgres(let address):
            var options = PostgresJobStoreOptions()
            options.migrates = access == .making
            return try PostgresJobStore(connection: address.connection, options: options, logger: services.logger)
        case .memory: return InMemoryJobStore(environment: services.environment)
        case .unreadable: throw StoreOptions.unreadable
        }
    }

    /// Clones live beside the database file, so that the next run on it finds what a crashed one left; a server's in the folder of the standard one.
    var workspace: Workspace {
        switch self {
        case .sqlite(let path):
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return Workspace(root: folder + "/checkouts")
        case .postgres: return Workspace(root: FileManager.default.currentDirectoryPath + "/data/checkouts")
        case .memory, .unreadable: return Workspace(root: NSTemporaryDirectory() + "jobkit-demo-\(getuid())")
        }
    }
}

/// What a command does with the store.
enum StoreAccess {
    /// Makes neither file nor tables: what is not there is an error.
    case existing
    case making
}

/// The option that every command has.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the jobs live: sqlite:PATH, postgres://USER@HOST/DATABASE, libpq's \"host=… dbname=…\", or memory:.", valueName: "store")
    )
    var store = StoreAddress.standard

    @Flag(name: .shortAndLong, help: "Log what happens to standard error.")
    var verbose = false

    func validate() throws {
        if store == .unreadable { throw Self.unreadable }
    }

    static let unreadable = ValidationError(
        "--store takes sqlite:PATH, postgres://USER@HOST/DATABASE, libpq's \"host=… dbname=…\", or memory:. What was given is none of these "
            + "(a file without \"sqlite:\" before it, perhaps), and is not shown because it may hold a password.")
}
