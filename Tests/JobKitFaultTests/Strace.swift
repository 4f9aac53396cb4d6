import Foundation
import Testing

/// A fault in one system call on the database's files: strace intercepts the call, and kills the process there or makes the call fail.
struct Fault: Sendable, CustomStringConvertible {
    enum Effect: Sendable, Hashable, CaseIterable, CustomTestStringConvertible {
        case kill
        case noSpace
        case noSpaceFromThereOn
        case inputOutputError
        case inputOutputErrorFromThereOn

        var lasts: Bool { self == .noSpaceFromThereOn || self == .inputOutputErrorFromThereOn }

        var testDescription: String {
            switch self {
            case .kill: "SIGKILL"
            case .noSpace: "ENOSPC"
            case .noSpaceFromThereOn: "ENOSPC from there on"
            case .inputOutputError: "EIO"
            case .inputOutputErrorFromThereOn: "EIO from there on"
            }
        }

        fileprivate var option: String {
            switch self {
            case .kill: "signal=SIGKILL"
            case .noSpace, .noSpaceFromThereOn: "error=ENOSPC"
            case .inputOutputError, .inputOutputErrorFromThereOn: "error=EIO"
            }
        }
    }

    let call: String
    /// The first such call is 1.
    let number: Int
    let effect: Effect

    var description: String { "\(effect.testDescription) at \(call) \(number)" }
    fileprivate var injection: String { "inject=\(call):\(effect.option):when=\(number)\(effect.lasts ? "+" : "")" }
}

/// Runs the executable of these tests under strace(1), which sees the calls on one database's files.
struct Strace: Sendable {
    /// Every call by which SQLite changes a file, and those that another build of it would use instead.
    static let calls = ["pwrite64", "pwritev", "write", "fdatasync", "fsync", "ftruncate", "fallocate", "unlink", "unlinkat"]

    struct Outcome: Sendable {
        let child: ChildProcess.Outcome
        /// How often each call was made by the thread that made it most often: strace counts for each thread by itself.
        let counts: [String: Int]
        let wasInjected: Bool
    }

    private let program: String

    init() throws {
        let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        guard let found = directories.map({ "\($0)/strace" }).first(where: FileManager.default.isExecutableFile) else {
            throw ChildFailure(what: "strace is missing, and these tests cannot do without it: install the package strace.")
        }
        program = found
    }

    func run(_ verb: String, path: String, tries: Int = 1, _ fault: Fault? = nil) async throws -> Outcome {
        let log = path + ".strace"
        defer { try? FileManager.default.removeItem(atPath: log) }
        var arguments = ["-f", "-qq", "-o", log, "-e", "trace=" + (fault?.call ?? Self.calls.joined(separator: ","))]
        for file in Workspace.files(of: path) { arguments += ["-P", file] }
        if let fault { arguments += ["-e", fault.injection] }
        let child = try await ChildProcess.run(program, arguments + [ChildProcess.executable, "verb", path, verb, String(tries)])
        guard let text = try? String(contentsOfFile: log, encoding: .utf8), !child.errors.contains("strace:") else {
            throw ChildFailure(what: "strace could not run the child: \(child.errors)")
        }
        var threads: [Substring: [String: Int]] = [:]
        for line in text.split(separator: "\n") {
            // "1234  pwrite64(6, …", the number padded; continuations and signals have no name before a parenthesis.
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2, let name = words[1].drop(while: { $0 == " " }).split(separator: "(").first,
                Self.calls.contains(String(name))
            else { continue }
            threads[words[0], default: [:]][String(name), default: 0] += 1
        }
        let counts = threads.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: max) }
        let wasInjected = text.contains("INJECTED") || text.contains("killed by SIGKILL")
        return Outcome(child: child, counts: counts, wasInjected: wasInjected)
    }
}
