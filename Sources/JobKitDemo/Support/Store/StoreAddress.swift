import ArgumentParser
import Foundation
import JobKit
import JobKitSQLite

/// Which store a command works on: `sqlite:PATH` or `memory:`.
enum StoreAddress: ExpressibleByArgument, Sendable, Hashable {
    case sqlite(path: String)
    case memory

    static let standard = StoreAddress.sqlite(path: "data/jobs.db")

    init?(argument: String) {
        if argument == "memory:" {
            self = .memory
        } else if argument.hasPrefix("sqlite:"), argument.count > 7 {
            self = .sqlite(path: String(argument.dropFirst(7)))
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { description }

    var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .memory: "memory:"
        }
    }

    func open(_ services: JobServices) -> any JobStore {
        switch self {
        case .sqlite(let path): SQLiteJobStore(path: path, environment: services.environment)
        case .memory: InMemoryJobStore(environment: services.environment)
        }
    }

    /// Clones live beside the database, so that the next run on it finds what a crashed one left.
    var workspace: Workspace {
        switch self {
        case .sqlite(let path):
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return Workspace(root: folder + "/checkouts")
        case .memory: return Workspace(root: NSTemporaryDirectory() + "jobkit-demo-\(getuid())")
        }
    }
}

/// The option that every command has.
struct StoreOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where the jobs live: sqlite:PATH or memory:.", valueName: "store"))
    var store = StoreAddress.standard

    @Flag(name: .shortAndLong, help: "Log what happens to standard error.")
    var verbose = false
}
