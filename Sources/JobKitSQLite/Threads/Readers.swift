import Foundation
import JobKit

/// Read-only connections, each on a thread of its own, so that reads do not wait for the writer; one thread takes only short reads, so that
/// these do not wait for long ones either.
final class Readers: Sendable {
    static let threads = 3

    /// Short reads, then long ones.
    private static let lines = 2

    private struct Operation: Sendable {
        let run: @Sendable (Result<Session, any Error>) -> Void
    }

    private let database: Database
    private let mailbox = Mailbox<Operation>(lines: Readers.lines)
    private let ended: [Latch]

    init(database: Database) {
        self.database = database
        ended = (0..<Self.threads).map { _ in Latch() }
        for (index, latch) in ended.enumerated() {
            let thread = Thread { self.loop(latch, lines: index == 0 ? 1 : Self.lines) }
            thread.name = "jobkit-reader-\(index)"
            thread.start()
        }
    }

    /// The result of `body`, from one snapshot of the database.
    func read<Value: Sendable>(_ verb: String, isLong: Bool, _ body: @escaping @Sendable (Session) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let operation = Operation { [database] session in
                do {
                    let session = try session.get()
                    let value = try session.connection.transaction("BEGIN") { try body(session) }
                    try database.files.check()
                    continuation.resume(returning: value)
                } catch {
                    continuation.resume(throwing: database.storeError(error, verb))
                }
            }
            if !mailbox.put(operation, line: isLong ? 1 : 0) {
                continuation.resume(throwing: JobStoreError.closed("\(verb) \(database.path)"))
            }
        }
    }

    /// Accepts no more; accepted reads are carried out.
    func stop() {
        mailbox.close()
    }

    /// Returns when the connections are closed. Call this after `stop`.
    func waitForEnd() async {
        for latch in ended { await latch.wait() }
    }

    private func loop(_ latch: Latch, lines: Int) {
        var session: Session?
        while let operation = mailbox.take(lines: lines) {
            let result = Result {
                // A connection that is opened now must be to the writer's file.
                if session == nil { try database.files.check() }
                let current = try session ?? Session(connection: database.connect(.readOnly), clock: database.clock)
                session = current
                return current
            }
            operation.run(result)
        }
        session?.connection.close()
        latch.open()
    }
}
