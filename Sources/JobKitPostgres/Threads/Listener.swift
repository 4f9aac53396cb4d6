import Foundation
import JobKit
import Logging
import Synchronization

/// Receives the notifications of other processes: a thread with a connection of its own that listens while there are subscribers, and
/// sleeps otherwise.
///
/// Notifications are hints: each connection begins with a signal, because notifications may have been missed before it.
final class Listener: Sendable {
    private struct State {
        var isStopped = false
        var isConnecting = false
    }

    /// The longest delay before a stop is noticed, in milliseconds.
    private static let slice: Int32 = 200
    /// How long commits at the same time as a notifying one take, with a margin, in milliseconds.
    private static let moment: Int32 = 50
    /// For how many slices without a subscriber the connection is kept: a follower of a single job comes and goes.
    private static let linger = 25

    private let settings: ConnectionSettings
    private let channel: String
    private let hub: SignalHub
    private let logger: Logger?
    private let condition = NSCondition()
    private let state = Mutex(State())
    private let ended = Latch()

    init(_ settings: ConnectionSettings, channel: String, hub: SignalHub, logger: Logger?) {
        self.settings = settings
        self.channel = channel
        self.hub = hub
        self.logger = logger
        let thread = Thread {
            self.loop()
            self.ended.open()
        }
        thread.name = "jobkit-listener"
        thread.start()
    }

    /// Call this when a subscriber is added.
    func wake() {
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }

    /// Ends the thread. A connection attempt under way ends by itself, within libpq's `connect_timeout`; the caller need not wait for it.
    func stop() {
        let isConnecting = state.withLock { state in
            state.isStopped = true
            return state.isConnecting
        }
        if isConnecting { ended.open() }
        wake()
    }

    /// Returns when the thread has ended. Call this after `stop`.
    func waitForEnd() async {
        await ended.wait()
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    private func loop() {
        var backoff = freshBackoff()
        var hasFailed = false
        while waitForSubscriber() {
            do {
                guard let connection = try connect() else { return }
                defer { connection.close() }
                if hasFailed { logger?.notice("listening to PostgreSQL again", metadata: ["server": "\(settings.name)"]) }
                hasFailed = false
                hub.send()
                if listen(connection) { backoff = freshBackoff() }
            } catch {
                if !hasFailed { log(error) }
                hasFailed = true
            }
            // Also when a connection was lost at once: do not reconnect to such a server without a pause.
            if hub.hasSubscribers { pause(backoff.next()) }
        }
    }

    /// `false` when the listener is stopped.
    private func waitForSubscriber() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if isStopped { return false }
            if hub.hasSubscribers { return true }
            condition.wait()
        }
    }

    /// A listening connection; `nil` where none can be made, or when the listener was stopped meanwhile.
    private func connect() throws -> Connection? {
        let mayConnect = state.withLock { state in
            state.isConnecting = !state.isStopped
            return state.isConnecting
        }
        guard mayConnect else { return nil }
        defer { state.withLock { $0.isConnecting = false } }
        let connection = try Connection(settings)
        guard !connection.isPooled else {
            logger?.notice(
                "a pooler is between, which passes no notifications on: new jobs are found by polling",
                metadata: ["server": "\(settings.name)"])
            connection.close()
            return nil
        }
        try connection.script("LISTEN \(channel.asIdentifier)")
        return connection
    }

    /// Passes on notifications until there are no subscribers, the listener is stopped or the connection is lost. `false` when it was lost
    /// at once.
    private func listen(_ connection: Connection) -> Bool {
        var slices = 0
        var lonely = 0
        var isLookOwed = false
        while !isStopped, lonely < Self.linger {
            let isOpen = connection.look(waiting: isLookOwed ? Self.moment : Self.slice)
            // Messages that the server sent before it closed the connection count too.
            let notifications = connection.notifications()
            if !notifications.isEmpty || isLookOwed { hub.send() }
            isLookOwed = notifications.contains { $0.payload == Notification.amongOthers }
            guard isOpen else { return slices > 0 }
            slices += 1
            lonely = hub.hasSubscribers ? 0 : lonely + 1
        }
        return true
    }

    private func freshBackoff() -> Backoff { Backoff(from: .milliseconds(10), to: .seconds(5), in: settings.environment) }

    /// In slices, so that a stop is noticed.
    private func pause(_ duration: Duration) {
        var left = duration
        while left > .zero, !isStopped {
            Backoff.wait(min(left, .milliseconds(100)))
            left -= .milliseconds(100)
        }
    }

    private func log(_ error: any Error) {
        let reason = (error as? PostgresFailure)?.message ?? "\(error)"
        logger?.warning(
            "not listening to PostgreSQL: new jobs are found by polling", metadata: ["server": "\(settings.name)", "error": "\(reason)"])
    }
}
