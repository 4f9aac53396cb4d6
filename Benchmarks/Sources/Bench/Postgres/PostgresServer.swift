import Foundation
import JobKit
import JobKitPostgres

/// The server that is measured, and its own programs.
struct PostgresServer: Sendable {
    /// How many jobs each worker runs at once, the same everywhere: the rates offered to some workers derive from the drain rates of
    /// others.
    static let concurrency = 512

    let connection: String
    let programs: String
    private let scripts: String

    init() throws {
        let set = ProcessInfo.processInfo.environment
        guard let connection = set["JOBKIT_POSTGRES"], let programs = set["JOBKIT_POSTGRES_BIN"] else {
            throw BenchError("There is no server to measure: run this as `Scripts/with-postgres …`, as `make bench-postgres` does.")
        }
        self.connection = connection
        self.programs = programs
        scripts = "Benchmarks/pgbench"
    }

    /// Runs `body` with a prepared store on a schema of its own, and removes it.
    func withStore<Value>(
        _ options: PostgresJobStoreOptions = .init(), _ body: (_ store: PostgresJobStore, _ schema: String) async throws -> Value
    ) async throws -> Value {
        let (store, schema) = try await makeStore(options)
        let result: Result<Value, any Error>
        do { result = .success(try await body(store, schema)) } catch { result = .failure(error) }
        try await remove(store, schema)
        return try result.get()
    }

    /// A store with a schema of its own, which `remove` drops.
    func makeStore(_ options: PostgresJobStoreOptions = .init()) async throws -> (store: PostgresJobStore, schema: String) {
        let schema = "bench_\(UInt32.random(in: 0 ... .max))"
        let store = try PostgresJobStore(connection: connection, schema: schema, options: options)
        try await store.prepare()
        return (store, schema)
    }

    func remove(_ store: PostgresJobStore, _ schema: String) async throws {
        await store.close()
        try sql("DROP SCHEMA \(schema) CASCADE", "CHECKPOINT")
    }

    @discardableResult
    func sql(_ statements: String...) throws -> String {
        try run("psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", connection] + statements.flatMap { ["-c", $0] })
    }

    func script(_ name: String) throws {
        try run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", connection, "-f", "\(scripts)/\(name).sql"])
    }

    /// Transactions a second of a script, run that often by each of that many clients.
    func pgbench(_ name: String, clients: Int, transactions: Int) throws -> Double {
        let output = try run(
            "pgbench",
            [
                "-n", "-M", "prepared", "-f", "\(scripts)/\(name).sql", "-c", "\(clients)", "-j", "\(min(clients, 2))", "-t",
                "\(transactions)", connection,
            ])
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let rate = line.dropFirst(6).split(separator: " ").first.flatMap({ Double($0) })
        else { throw BenchError("pgbench said: \(output)") }
        return rate
    }

    @discardableResult
    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "\(programs)/\(program)")
        process.arguments = arguments
        // The settings of JobKit's own connections.
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PGOPTIONS": "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_bitmapscan=off -c jit=off"]
        ) { _, own in own }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchError("\(program) failed: \(output)") }
        return output
    }
}
