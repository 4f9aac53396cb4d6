import Foundation

/// A session that has read and written and keeps its transaction open.
final class HeldTransaction: Sendable {
    private let process: Process
    private let input: Pipe

    init(_ process: Process, _ input: Pipe) {
        self.process = process
        self.input = input
    }

    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

extension PostgresServer {
    func hold() throws -> HeldTransaction {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "\(programs)/psql")
        process.arguments = ["-X", "-q", "-d", connection]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(
            Data(
                "SET client_min_messages = warning;\nDROP TABLE IF EXISTS held;\nCREATE TABLE held (n int);\nBEGIN ISOLATION LEVEL REPEATABLE READ;\nSELECT count(*) FROM pg_class;\nINSERT INTO held VALUES (1);\n\\echo held\n"
                    .utf8))
        var text = ""
        while !text.contains("held") { text += String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) }
        return HeldTransaction(process, input)
    }
}
