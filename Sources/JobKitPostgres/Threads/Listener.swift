import Foundation
import JobKit
import Logging
import Synchronization

/// Hears what other processes notify: a thread with a connection of its own that listens while somebody subscribes, and sleeps otherwise.
///
/// Notifications are a hint: each connection begins with a signal, because something may have been missed before it.
final class Listener: Sendable {
    private struct State {
        var isStopped = false
        var isConnecting = false
    }

    /// How soon a stop is heeded, in milliseconds.
    private static let slice: Int32 = 200
    /// How long the commits take that go on beside one that notifies, with room, in milliseconds.
    private static let moment: Int32 = 50
    /// How many slices without a subscriber the connection is kept: a follower of a single job comes and goes.
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

    /// To be called when somebody subscribes.
    func wake() {
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }

    /// Ends the thread. An attempt to connect that is under way ends by itself, within libpq's `connect_timeout`; nobody need wait for it.
    func stop() {
        let isConnecting = state.withLock { state in
            state.isStopped = true
            return state.isConnecting
        }
        if isConnecting { ended.open() }
        wake()
    }

    /// Returns when nothing is listened to any more. To be called after `stop`.
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
            // Also when a connection was lost at once: a server that does that is not to be knocked at without a pause.
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

    /// A connection that listens; `nil` where none can, or when the listener was stopped meanwhile.
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

    /// Passes on what is heard until nobody subscribes any more, the listener is stopped or the connection is lost. `false` when it was lost at once.
    private func listen(_ connection: Connection) -> Bool {
        var slices = 0
        var lonely = 0
        var isLookOwed = false
        while !isStopped, lonely < Self.linger {
            let isOpen = connection.look(waiting: isLookOwed ? Self.moment : Self.slice)
            // What the server sent before it closed the connection counts too.
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

    /// In slices, to heed a stop.
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
