import Foundation
import Subprocess

/// Runs the executable of these tests, by itself or under strace.
struct ChildProcess: Sendable {
    struct Outcome: Sendable {
        /// `nil` when a signal ended the process.
        var code: Int?
        var lines: [String]
        var errors: String

        func has(_ line: String) -> Bool { lines.contains(line) }
    }

    /// Beside the test bundle.
    static let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("JobKitFaults").path

    @discardableResult
    static func run(_ arguments: String...) async throws -> Outcome {
        try await run(executable, arguments)
    }

    static func run(_ program: String, _ arguments: [String]) async throws -> Outcome {
        let result = try await Subprocess.run(
            .path(.init(program)), arguments: Arguments(arguments), input: .none, output: .bytes(limit: 1 << 24),
            error: .string(limit: 1 << 20))
        var code: Int?
        if case .exited(let status) = result.terminationStatus { code = Int(status) }
        let text = String(decoding: result.standardOutput, as: UTF8.self)
        return Outcome(code: code, lines: text.split(separator: "\n").map(String.init), errors: result.standardError)
    }

    /// Runs `body` while the child runs, after it has printed `line`; then kills it.
    ///
    /// - Parameter heard: called with each line.
    static func during<Value: Sendable>(
        _ arguments: String..., after line: String, heard: @escaping @Sendable (String) -> Void = { _ in },
        _ body: @escaping @Sendable (_ kill: @escaping @Sendable () throws -> Void) async throws -> Value
    ) async throws -> Value {
        let result = try await Subprocess.run(
            .path(.init(executable)), arguments: Arguments(arguments), input: .none, output: .sequence, error: .discarded
        ) { execution in
            try await withThrowingTaskGroup(of: Value?.self) { group in
                let begun = AsyncStream<Void>.makeStream()
                group.addTask {
                    var hasBegun = false
                    for await _ in begun.stream { hasBegun = true }
                    guard hasBegun else { throw ChildFailure(what: "the child ended before it said \(line)") }
                    let result = await Task { try await body { try execution.send(signal: .kill) } }.result
                    try? execution.send(signal: .kill)
                    return try result.get()
                }
                for try await said in execution.standardOutput.strings() {
                    heard(said)
                    guard said == line else { continue }
                    begun.continuation.yield()
                    begun.continuation.finish()
                }
                begun.continuation.finish()
                var value: Value?
                while let next = try await group.next() { value = next ?? value }
                guard let value else { throw ChildFailure(what: "no value") }
                return value
            }
        }
        return result.closureResult
    }
}

struct ChildFailure: Error {
    let what: String
}
