import JobKit
import Synchronization

/// Notifies other processes that jobs may be ready, or may have changed: at once, and then at most once every few milliseconds, since
/// NOTIFY makes the server commit one transaction after the other. Best effort: processes find lost changes by polling.
final class Notifier: Sendable {
    private enum State {
        case idle
        case resting
        /// Resting, with a notification to send afterwards.
        case owing
    }

    private let pool: Pool
    private let channel: String
    private let environment: JobEnvironment
    private let rest: Duration
    private let state = Mutex(State.idle)

    init(_ settings: ConnectionSettings, pool: Pool, rest: Duration) {
        self.rest = rest
        self.pool = pool
        channel = settings.channel
        environment = settings.environment
    }

    func poke() {
        let isFirst = state.withLock { state in
            defer { state = state == .idle ? .resting : .owing }
            return state == .idle
        }
        guard isFirst else { return }
        Task.detached { await self.send() }
    }

    private func send() async {
        repeat {
            try? await pool.run("notify workers of") { [channel] session in
                var parameters = Parameters()
                parameters.add(channel)
                try session.run(SQL.notify, parameters)
            }
            try? await environment.sleep(rest)
        } while state.withLock { state in
            defer { state = state == .owing ? .resting : .idle }
            return state == .owing
        }
    }
}
