import Foundation
import JobKit
import JobKitProcesses
import JobKitSQLite
import Testing

@testable import JobKitTorture

/// A folder for the files of one test, and the means to start processes on them; removed with it.
final class TroubleDirectory: Sendable {
    let path: String
    private let leash: Leash

    /// - Parameter inMemory: on a file system in memory, if there is one: a file without disk waits starts its log over far more often.
    init(inMemory: Bool = false) throws {
        let memory = "/dev/shm/"
        let parent = inMemory && access(memory, W_OK) == 0 ? memory : NSTemporaryDirectory()
        path = parent + "jobkit-trouble-tests-" + String(JobEnvironment.system.random(), radix: 36)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        leash = try Leash()
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var store: String { path + "/jobs.db" }

    /// Beside the test bundle.
    private static let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("JobKitTorture").path

    /// Starts a role on the store, or on another that the options name, under a name of its own.
    ///
    /// - Parameter prefix: a command that runs others, and its arguments.
    func start(_ role: String, as name: String, _ options: [String: String] = [:], behind prefix: [String] = []) throws -> RoleProcess {
        var options = options
        options["store"] = options["store"] ?? FileDatabase(path: store).address
        options["ledger"] = ledger(name)
        return try launch(role, name, options, behind: prefix)
    }

    /// Runs a driver to its end in the folder `name`, and prints its output.
    func drive(_ driver: String, as name: String, _ options: [String: String]) async throws -> DriverReport {
        var options = options
        options["directory"] = "\(path)/\(name)"
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
        let process = try launch(driver, name, options)
        let end = try await process.end()
        let output = try process.output() + process.errors()
        print(output, terminator: "")
        return DriverReport(end: end, output: output)
    }

    func ledger(_ name: String) -> String { "\(path)/\(name)\(LedgerReader.suffix)" }

    private func launch(_ role: String, _ name: String, _ options: [String: String], behind prefix: [String] = []) throws -> RoleProcess {
        let words = prefix + [Self.executable, role] + options.flatMap { ["--\($0.key)", $0.value] }
        let files = (output: "\(path)/\(name).output", errors: "\(path)/\(name).errors")
        let process = try ChildProcess.start(
            executable: words[0], arguments: Array(words.dropFirst()), leash: leash, output: files.output, errors: files.errors)
        return RoleProcess(process: process, ledger: options["ledger"] ?? "", files: files, directory: self)
    }

    /// Runs `body` with a queue of this process on the store.
    func withQueue<Value>(_ body: (JobQueue) async throws -> Value) async throws -> Value {
        let store = SQLiteJobStore(path: store)
        try await store.prepare()
        do {
            let value = try await body(JobQueue(store: store))
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }

    /// One number by plain SQL.
    func integer(_ sql: String) throws -> Int { try PlainDatabase(store).integer(sql) }
}

/// The output of a driver, and its end.
struct DriverReport {
    let end: ChildProcess.End
    let output: String

    /// A figure of the summary line.
    func figure(_ name: String) throws -> Int {
        let word = output.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("\(name)=") }
        return try #require(word.flatMap { Int($0.dropFirst(name.count + 1)) }, "\(name) in \(output)")
    }
}

/// Waits for a condition that another process brings about. The limit is for a test that would otherwise hang.
func eventually(
    _ what: String, within limit: Duration = .seconds(120), sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () throws -> Bool
) async throws {
    let start = ContinuousClock.now
    while try !condition() {
        if ContinuousClock.now - start > limit {
            Issue.record("waited in vain: \(what)", sourceLocation: sourceLocation)
            throw TortureError("waited in vain: \(what)")
        }
        try await Task.sleep(for: .milliseconds(2))
    }
}
