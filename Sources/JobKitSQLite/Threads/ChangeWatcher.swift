import Foundation
import JobKit
import Synchronization

/// Notices the commits of other processes: a thread that polls `PRAGMA data_version` every 10 ms while there are subscribers, and sleeps
/// otherwise.
final class ChangeWatcher: Sendable {
    /// An enqueue in one process must wake a worker in another within 20 ms.
    private static let interval = timespec(tv_sec: 0, tv_nsec: 10_000_000)
    /// Checking the files costs twice as much as reading the version: about three times a second is enough.
    private static let pollsPerLook = 32

    private let database: Database
    private let hub: SignalHub
    private let condition = NSCondition()
    private let isStopped = Mutex(false)
    private let ended = Latch()

    init(database: Database, hub: SignalHub) {
        self.database = database
        self.hub = hub
        let thread = Thread { self.loop() }
        thread.name = "jobkit-watcher"
        thread.start()
    }

    /// Call this when a subscriber is added.
    func wake() {
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }

    func stop() {
        isStopped.withLock { $0 = true }
        wake()
    }

    func waitForEnd() async {
        await ended.wait()
    }

    private func loop() {
        var connection: Connection?
        while waitForListener() {
            // Opened again when a poll has failed.
            if connection == nil, database.files.areInPlace { connection = try? database.connect(.readOnly) }
            if let current = connection, watch(current) { continue }
            connection = nil
            pause()
        }
        connection?.close()
        ended.open()
    }

    /// `false` when the watcher is stopped.
    private func waitForListener() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if isStopped.withLock({ $0 }) { return false }
            if hub.hasSubscribers { return true }
            condition.wait()
        }
    }

    /// Polls until there are no subscribers; `false` when the connection is no longer usable.
    private func watch(_ connection: Connection) -> Bool {
        // A new subscriber may have missed commits since its last read.
        var seen: Int64?
        var wereInPlace = true
        var polls = 0
        while hub.hasSubscribers, !isStopped.withLock({ $0 }) {
            guard let version = try? connection.integer("PRAGMA data_version") else { return false }
            polls &+= 1
            let areInPlace = polls % Self.pollsPerLook == 0 ? database.files.areInPlace : wereInPlace
            // Subscribers must get the error of a file that is missing, and go on when it is back.
            if version != seen || areInPlace != wereInPlace { hub.send() }
            seen = version
            wereInPlace = areInPlace
            pause()
        }
        return true
    }

    private func pause() {
        var interval = Self.interval
        nanosleep(&interval, nil)
    }
}
