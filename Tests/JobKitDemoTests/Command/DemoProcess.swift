import Foundation
import Subprocess

/// Runs the demo's executable as a user does: as a process of its own, in a directory of the test's.
struct DemoProcess: Sendable {
    struct Outcome: Sendable {
        /// `nil` when a signal ended the process.
        var code: Int?
        var output: String
        var errors: String

        var errorLines: [Substring] { errors.split(separator: "\n") }
    }

    /// Where the process runs; it goes with the last value that holds it.
    let scratch: Scratch
    /// Set beside what the process needs to run at all; nothing else of the test's environment is passed on.
    var environment: [String: String] = [:]

    /// Behind every command, as `--store`; the standard one unless set.
    var store: String?

    /// A program and its arguments that run the executable, such as strace's.
    var under: [String] = []

    /// Beside the test bundle.
    static let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("jobkit-demo").path

    /// - Parameter killWhen: called with all that the process has written to standard error so far; true sends it the signal.
    func run(
        _ arguments: String..., signal: Signal = .kill, killWhen: (@Sendable (String) -> Bool)? = nil
    ) async throws -> Outcome {
        try await run(arguments, signal: signal, killWhen: killWhen)
    }

    func run(
        _ arguments: [String], signal: Signal = .kill, killWhen: (@Sendable (String) -> Bool)? = nil
    ) async throws -> Outcome {
        let inherited = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LD_LIBRARY_PATH"].contains($0.key) }
        let settings = inherited.merging(environment) { _, new in new }
        let command = under + [Self.executable] + arguments + (store.map { ["--store", $0] } ?? [])
        let configuration = Configuration(
            executable: .path(.init(command[0])), arguments: Arguments(Array(command.dropFirst())),
            environment: .custom(settings.map { Array("\($0.key)=\($0.value)".utf8) + [0] }), workingDirectory: .init(scratch.path))
        let result = try await Subprocess.run(
            configuration, input: .none, output: .bytes(limit: 1 << 24), error: .sequence
        ) { execution in
            // A character may come in two pieces.
            var bytes: [UInt8] = []
            for try await buffer in execution.standardError {
                buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
                if killWhen?(String(decoding: bytes, as: UTF8.self)) == true { try execution.send(signal: signal) }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        var code: Int?
        if case .exited(let status) = result.terminationStatus { code = Int(status) }
        return Outcome(code: code, output: String(decoding: result.standardOutput, as: UTF8.self), errors: result.closureResult)
    }
}
