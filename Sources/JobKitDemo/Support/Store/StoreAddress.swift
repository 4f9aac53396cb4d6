import ArgumentParser
import Foundation
import JobKit
import JobKitPostgres
import JobKitSQLite

/// Which store a command works on: `sqlite:PATH`, `postgres://…` or `memory:`.
enum StoreAddress: ExpressibleByArgument, Sendable, Hashable {
    case sqlite(path: String)
    case postgres(PostgresAddress)
    case memory

    static let standard = StoreAddress.sqlite(path: "data/jobs.db")

    init?(argument: String) {
        if argument == "memory:" {
            self = .memory
        } else if argument.hasPrefix("sqlite:"), argument.count > 7 {
            self = .sqlite(path: String(argument.dropFirst(7)))
        } else if argument.hasPrefix("postgres://") || argument.hasPrefix("postgresql://") {
            // Whether it can be read is found out when it is opened: the error here would show the password.
            self = .postgres(PostgresAddress(connection: argument))
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { description }

    var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let address): address.description
        case .memory: "memory:"
        }
    }

    func open(_ services: JobServices) throws -> any JobStore {
        switch self {
        case .sqlite(let path): SQLiteJobStore(path: path, environment: services.environment)
        case .postgres(let address): try PostgresJobStore(connection: address.connection, logger: services.logger)
        case .memory: InMemoryJobStore(environment: services.environment)
        }
    }

    /// Clones live beside the database file, so that the next run on it finds what a crashed one left; a server's in the folder of the standard one.
    var workspace: Workspace {
        switch self {
        case .sqlite(let path):
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return Workspace(root: folder + "/checkouts")
        case .postgres: return Workspace(root: FileManager.default.currentDirectoryPath + "/data/checkouts")
        case .memory: return Workspace(root: NSTemporaryDirectory() + "jobkit-demo-\(getuid())")
        }
    }
}

/// The option that every command has.
struct StoreOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where the jobs live: sqlite:PATH, postgres://USER@HOST/DATABASE or memory:.", valueName: "store"))
    var store = StoreAddress.standard

    @Flag(name: .shortAndLong, help: "Log what happens to standard error.")
    var verbose = false
}
