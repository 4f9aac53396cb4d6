import Foundation
import Subprocess

/// One run of the machine's Python over a batch of files.
struct PythonInterpreter: Sendable {
    enum Failure: Error, Equatable {
        case notInstalled
    }

    /// The name or the path of the interpreter.
    var command = "python3"
    let limits: ExtractionLimits

    /// - Returns: A record for each path, in order; fewer when the interpreter ended early.
    func run(_ paths: [String], in directory: String) async throws -> [PythonRecord] {
        let executable = command.contains("/") ? Executable.path(.init(command)) : .name(command)
        guard let input = FilledPipe(Self.input(paths)) else { return [] }
        let output = limits.pythonOutput
        do {
            let result = try await Subprocess.run(
                executable, arguments: arguments(directory), environment: Self.environment,
                // Version managers look for a file that names the interpreter in the working directory; in the tree,
                // that file would be a stranger's.
                workingDirectory: "/", platformOptions: Self.options,
                input: .fileDescriptor(.init(rawValue: input.readEnd), closeAfterSpawningProcess: false), output: .sequence,
                error: .discarded
            ) { execution in
                var lines = PythonOutput()
                for try await buffer in execution.standardOutput {
                    buffer.withUnsafeBytes { lines.append($0) }
                    if lines.total > output { break }
                }
                if lines.total > output { try? execution.send(signal: .kill, toProcessGroup: true) }
                return lines.records
            }
            try Task.checkCancellation()
            return result.closureResult
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw Failure.notInstalled
        } catch is SubprocessError {
            try Task.checkCancellation()
            // It could not be started or fed, or it went away: the same as a run that ended at once.
            return []
        }
    }

    /// How many of the paths one run can take: a pipe holds 16 KiB on every system.
    static func batch(of paths: ArraySlice<String>, limit: Int) -> [String] {
        var bytes = 0
        return Array(
            paths.prefix(limit).prefix { path in
                bytes += path.utf8.count + 1
                return bytes <= FilledPipe.capacity
            })
    }

    private static func input(_ paths: [String]) -> [UInt8] {
        paths.flatMap { path -> [UInt8] in Array(path.utf8) + [0] }
    }

    private func arguments(_ directory: String) -> Arguments {
        Arguments([
            "-I", "-S", "-B", "-c", PythonScript.text, directory,
            String(limits.pythonSeconds), String(limits.pythonMemory), String(limits.fileBytes),
        ])
    }

    /// Nothing but what finds the interpreter; no variable of this process reaches it.
    private static var environment: Environment {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return .custom(["PATH": path, "LC_ALL": "C"])
    }

    /// A session of its own, so that the end reaches a wrapper's children too.
    private static var options: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        return options
    }
}
