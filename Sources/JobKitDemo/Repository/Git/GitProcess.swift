import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A git process and its descendants (transports, ssh, index-pack), which live in a session and group of their own.
///
/// Must never return while one of the group is alive. A descendant that leaves the group is out of reach;
/// git's own are kept from it by ``GitSettings`` and ``GitEnvironment``.
enum GitProcess {
    struct Result: Sendable {
        var output: [UInt8]
        var errorLines: [String]
        var status: TerminationStatus
    }

    static func run(
        _ arguments: [String], environment: GitEnvironment, input: [UInt8], outputLimit: Int,
        onErrorLine: (@Sendable (String) async -> Void)?
    ) async throws -> Result {
        // A session of its own has no terminal, so nothing can ask a question there either.
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = ending
        let result = try await Subprocess.run(
            Configuration(
                executable: .name("git"), arguments: Arguments(arguments), environment: .custom(environment.entries),
                // git looks for an address in the working directory first; there must be nothing of that name.
                workingDirectory: "/", platformOptions: options),
            input: .array(input), output: .bytes(limit: outputLimit), error: .sequence
        ) { execution in
            var lines = ErrorLines()
            do {
                for try await buffer in execution.standardError {
                    for line in buffer.withUnsafeBytes({ lines.append($0) }) { await onErrorLine?(line) }
                }
            } catch {
                await end(execution, asking: ending)
                throw error
            }
            // A cancelled read looks like the end of the stream, with git still alive.
            await end(execution, asking: Task.isCancelled ? ending : waiting)
            return lines.finish()
        }
        return Result(output: result.standardOutput, errorLines: result.closureResult, status: result.terminationStatus)
    }

    private static let ending: [TeardownStep] = [
        .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]

    /// Signal 0 asks nothing of anyone: git, having closed its standard error, is only given time to exit.
    private static let waiting: [TeardownStep] = [
        .send(signal: Signal(rawValue: 0), toProcessGroup: true, allowedDurationToNextStep: .seconds(600))
    ]

    /// Waits until git itself has ended, then kills what is left of its group: a descendant that ignores the request
    /// to end would otherwise outlive it. git is not reaped before this returns, so its number still names this group only.
    private static func end<Input, Output, Failure>(
        _ execution: Execution<Input, Output, Failure>, asking steps: [TeardownStep]
    ) async {
        await execution.teardown(using: steps)
        try? execution.send(signal: .kill, toProcessGroup: true)
    }
}
