import JobKit
import Logging

/// Keeps one thread's session connected, and runs bodies on it.
final class SessionKeeper {
    /// How long an operation waits for a connection, counted from the call.
    static let patience = Duration.seconds(2)
    /// How often a body that conflicts with another transaction is run again.
    static let repeats = 5

    private let session: Session
    private let logger: Logger?
    /// The latest attempt to connect and when it failed; `nil` once one has succeeded.
    private var refusal: (failure: PostgresFailure, at: Duration)?

    init(_ settings: ConnectionSettings, logger: Logger?) {
        session = Session(settings)
        self.logger = logger
    }

    private var environment: JobEnvironment { session.settings.environment }

    /// The result of `body`; a transaction that it leaves open is rolled back.
    ///
    /// - Parameter asked: the uptime of the call.
    func run<Value>(asked: Duration, _ body: (Session) throws -> Value) throws -> Value {
        try connect(until: asked + Self.patience)
        defer { session.rollBack() }
        var backoff = Backoff(from: .milliseconds(4), to: .milliseconds(64), in: environment)
        for _ in 0..<Self.repeats {
            do {
                return try body(session)
            } catch let failure as PostgresFailure where failure.isRetriable {
                session.rollBack()
                Backoff.wait(backoff.next())
            }
        }
        return try body(session)
    }

    func close() { session.close() }

    private func connect(until end: Duration) throws {
        var backoff = Backoff(from: .milliseconds(10), to: .seconds(1), in: environment)
        // An operation that has waited in line too long fails with the known error instead of trying itself.
        if let refusal, refusal.at > end { throw refusal.failure }
        var spoken: PostgresFailure?
        while true {
            do {
                guard try session.connect(within: max(.zero, end - environment.uptime())) else {
                    // An earlier error says more.
                    throw spoken ?? refusal?.failure ?? PostgresFailure(kind: .cannotConnect, message: "the server has not answered yet")
                }
                noteConnected()
                return
            } catch let failure as PostgresFailure {
                spoken = failure
                noteRefusal(failure)
                let pause = backoff.next()
                guard failure.storeError("").isTransient, environment.uptime() + pause < end else { throw failure }
                Backoff.wait(pause)
            }
        }
    }

    private func noteConnected() {
        guard refusal != nil else { return }
        refusal = nil
        logger?.notice("connected to PostgreSQL again", metadata: ["server": "\(session.settings.name)"])
    }

    private func noteRefusal(_ failure: PostgresFailure) {
        if refusal == nil {
            logger?.warning(
                "no connection to PostgreSQL", metadata: ["server": "\(session.settings.name)", "error": "\(failure.message)"])
        }
        refusal = (failure, environment.uptime())
    }
}
