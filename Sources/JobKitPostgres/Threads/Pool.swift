import Foundation
import JobKit
import Logging

/// Threads with a connection each, opened when first needed, so that no task of the cooperative pool waits for a server.
final class Pool: Sendable {
    private struct Operation: Sendable {
        let run: @Sendable (SessionKeeper) -> Void
    }

    private let settings: ConnectionSettings
    private let logger: Logger?
    private let mailbox = Mailbox<Operation>()
    private let ended: [Latch]

    /// - Parameter name: the threads' name.
    init(_ settings: ConnectionSettings, connections: Int, name: String, logger: Logger?) {
        self.settings = settings
        self.logger = logger
        ended = (0..<max(1, connections)).map { _ in Latch() }
        for (index, latch) in ended.enumerated() {
            let thread = Thread { self.loop(latch) }
            thread.name = "\(name)-\(index)"
            thread.start()
        }
    }

    /// The result of `body`, on the connection that becomes free next.
    ///
    /// A body that conflicts with another transaction is run again from its start: it must be one transaction.
    ///
    /// - Parameter subject: the operation, as in `JobStoreError`, up to the server's name: `enqueue into`.
    func run<Value: Sendable>(_ subject: String, _ body: @escaping @Sendable (Session) throws -> Value) async throws -> Value {
        let subject = "\(subject) \(settings.name)"
        let asked = settings.environment.uptime()
        return try await withCheckedThrowingContinuation { continuation in
            let operation = Operation { keeper in
                do {
                    continuation.resume(returning: try keeper.run(asked: asked, body))
                } catch let failure as PostgresFailure {
                    continuation.resume(throwing: failure.storeError(subject))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
            if !mailbox.put(operation) { continuation.resume(throwing: JobStoreError.closed(subject)) }
        }
    }

    /// Accepts no more; accepted operations are carried out.
    func stop() {
        mailbox.close()
    }

    /// Returns when the connections are closed. Call this after `stop`.
    func waitForEnd() async {
        for latch in ended { await latch.wait() }
    }

    private func loop(_ latch: Latch) {
        let keeper = SessionKeeper(settings, logger: logger)
        while let operation = mailbox.take() { operation.run(keeper) }
        keeper.close()
        latch.open()
    }
}
