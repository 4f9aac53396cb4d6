import Foundation

/// This program again, as a process of its own with one task, which answers with a line of JSON.
final class Child: Sendable {
    enum Role: String {
        /// Runs a worker until that many timed jobs have come; answers their latencies in milliseconds.
        case worker
        /// Runs a worker without jobs for that many seconds; answers its processor time in per cent.
        case idle
        /// Drains that many jobs; answers a `MemoryUse`.
        case drain
    }

    private let process: Process
    private let lines: AsyncStream<String>

    convenience init(_ role: Role, path: String, _ synchronous: Synchronous, count: Int) throws {
        try self.init(["child", role.rawValue, path, synchronous.rawValue, "\(count)"])
    }

    init(_ arguments: [String]) throws {
        guard let program = Bundle.main.executableURL else { throw BenchError("this program does not know where it is") }
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        let (lines, continuation) = AsyncStream<String>.makeStream()
        try process.run()
        self.process = process
        self.lines = lines
        Thread {
            let file = fdopen(output.fileHandleForReading.fileDescriptor, "r")
            var line: UnsafeMutablePointer<CChar>?
            var room = 0
            while getline(&line, &room, file) > 0, let line { continuation.yield(String(cString: line)) }
            free(line)
            continuation.finish()
        }.start()
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// Kills the process without letting it answer.
    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    /// Returns when the child reports that it is at work.
    func waitUntilReady() async throws {
        _ = try await nextLine()
    }

    func answer<Value: Decodable>(_ type: Value.Type) async throws -> Value {
        let line = try await nextLine()
        return try JSONDecoder().decode(type, from: Data(line.utf8))
    }

    private func nextLine() async throws -> String {
        for await line in lines { return line }
        throw BenchError("a child process ended without an answer")
    }
}
