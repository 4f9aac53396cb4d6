import Foundation

/// Measures JobKit on SQLite through its public API, beside the ceiling that prepared statements reach on the same tables.
@main
struct Main {
    /// Not async: the way in which Swift's async main leaves the main thread ends valgrind, which counts instructions here.
    static func main() {
        Task.detached {
            await work()
            exit(0)
        }
        while true { pause() }
    }

    private static func work() async {
        do {
            let arguments = CommandLine.arguments.dropFirst()
            if arguments.first == "child" {
                guard let child = ChildMain(arguments.dropFirst()) else { throw BenchError("a child process got wrong arguments") }
                return try await child.run()
            }
            if arguments.first == LongJobHolder.role, arguments.count == 3 {
                let values = Array(arguments)
                return try await LongJobHolder(connection: values[1], schema: values[2]).run()
            }
            try await run(Options(arguments))
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ options: Options) async throws {
        let workspace = try Workspace(parent: options.directory)
        defer { workspace.remove() }
        let machine = Machine(folder: workspace.folder)
        var scenarios = options.scenarios
        if let peer = options.peer { scenarios = [options.isOnPostgres ? .postgresPeer(command: peer) : .peer(command: peer)] }
        var rows: [Row] = []
        for scenario in scenarios {
            for synchronous in options.synchronous {
                FileHandle.standardError.write(Data("\(scenario.summary), \(synchronous.name)\n".utf8))
                let plan = Plan(
                    workspace: workspace, synchronous: synchronous, runs: options.runs, isQuick: options.isQuick, seconds: options.seconds)
                rows += try await scenario.measure(plan)
            }
        }
        let report = Report(machine: machine, rows: rows)
        let table = report.markdown(other: options.peer == nil ? "raw" : "peer")
        print(table)
        if let path = options.json { try report.json().write(to: URL(fileURLWithPath: path)) }
        if let path = options.document {
            let name =
                options.isOnPostgres ? (options.peer == nil ? "postgres" : "postgres-peers") : options.peer == nil ? "benchmarks" : "peers"
            try MarkedSection(path: path, name: name).replace(with: table)
        }
    }
}
