import Foundation
import Synchronization

/// Runs the simulation's executable: it takes over the scheduling of its whole process, so it cannot run in a test's.
struct SimulationProcess: Sendable {
    struct Outcome: Sendable {
        var code: Int32
        var output: String
        var errors: String

        var lines: [Substring] { output.split(separator: "\n") }
    }

    /// Beside the test bundle.
    private static let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("JobKitSimulation")

    static func run(_ arguments: String...) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            // Threads of their own: reading blocks until the process ends.
            Thread.detachNewThread { continuation.resume(with: Result { try runAndWait(arguments) }) }
        }
    }

    private static func runAndWait(_ arguments: [String]) throws -> Outcome {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        // Above all not the hashing variable: the executable must set it by itself.
        process.environment = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LD_LIBRARY_PATH"].contains($0.key) }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let errorReader = BlockingReader(errors.fileHandleForReading)
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let errorText = errorReader.wait()
        process.waitUntilExit()
        return Outcome(
            code: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: errorText, as: UTF8.self))
    }
}

/// Reads one pipe while another is read: a process that fills one of them would wait without end.
private final class BlockingReader: Sendable {
    private let data = Mutex(Data())
    private let done = DispatchSemaphore(value: 0)

    init(_ handle: FileHandle) {
        Thread.detachNewThread { [self] in
            let read = handle.readDataToEndOfFile()
            data.withLock { $0 = read }
            done.signal()
        }
    }

    func wait() -> Data {
        done.wait()
        return data.withLock { $0 }
    }
}
