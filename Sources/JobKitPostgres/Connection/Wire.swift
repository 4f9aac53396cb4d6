import CLibPQ
import Foundation
import JobKit

/// One libpq connection and the waiting for it. Used on one thread at a time.
///
/// libpq never waits by itself, except while connecting: it has no time limit. Waits for unsent and unread bytes together, so that the two
/// sides cannot both fill their buffers while waiting for each other.
final class Wire {
    /// Use it only while `isOpen`, and never keep it.
    let handle: OpaquePointer
    private(set) var isOpen = true
    /// Whether the server announced its end outside of a command, as when it is shut down.
    fileprivate var isEnding = false
    /// Whether libpq may hold bytes that poll(2) no longer sees; libpq does not tell.
    private let isEncrypted: Bool
    private let canceller: Canceller

    /// Connects, within libpq's `connect_timeout`.
    init(_ settings: ConnectionSettings) throws {
        guard let made = settings.withKeywords({ PQconnectdbParams($0, $1, 1) }) else {
            throw PostgresFailure(kind: .cannotConnect, message: "out of memory")
        }
        guard PQstatus(made) == CONNECTION_OK, PQsetnonblocking(made, 1) == 0 else {
            defer { PQfinish(made) }
            throw PostgresFailure.cannotConnect(made)
        }
        handle = made
        canceller = settings.canceller
        isEncrypted = PQsslInUse(made) == 1 || PQgssEncInUse(made) == 1
        // Otherwise libpq prints the server's notices, such as that a table already exists.
        PQsetNoticeReceiver(
            made,
            { context, result in
                guard let context, let result, PostgresFailure(result).isFatal else { return }
                Unmanaged<Wire>.fromOpaque(context).takeUnretainedValue().isEnding = true
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        close()
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        PQfinish(handle)
    }

    /// The next result, or the `nil` between the results of two commands.
    func next(_ deadline: Deadline) throws -> OpaquePointer? {
        while true {
            let unsent = PQflush(handle)
            guard unsent >= 0 else { throw PostgresFailure.lost }
            if PQisBusy(handle) == 0 { break }
            try wait(toWrite: unsent > 0, deadline)
        }
        return PQgetResult(handle)
    }

    /// Sends the bytes that libpq holds, and reads meanwhile.
    func flush(_ deadline: Deadline) throws {
        while true {
            let unsent = PQflush(handle)
            guard unsent >= 0 else { throw PostgresFailure.lost }
            if unsent == 0 { return }
            try wait(toWrite: true, deadline)
        }
    }

    private func wait(toWrite: Bool, _ deadline: Deadline) throws {
        let left = deadline.millisecondsLeft
        let ready = try poll(toWrite: toWrite, milliseconds: isEncrypted ? min(left, 50) : left)
        if !ready, left == 0 {
            canceller.cancel(handle)
            throw PostgresFailure.timedOut(deadline.limit)
        }
        guard PQconsumeInput(handle) == 1 else { throw PostgresFailure.lost }
    }

    /// Waits until something can be read, or written; a signal ends it too.
    private func poll(toWrite: Bool, milliseconds: Int32) throws -> Bool {
        var entry = pollfd(fd: PQsocket(handle), events: Int16(POLLIN | (toWrite ? POLLOUT : 0)), revents: 0)
        let ready = CLibPQ.poll(&entry, 1, milliseconds)
        guard ready >= 0 || errno == EINTR else { throw PostgresFailure.lost }
        return ready > 0
    }

    /// Reads the server's unrequested messages, waiting at most that long. `false` when the server has closed the connection or is about
    /// to.
    func hears(within milliseconds: Int32 = 0) -> Bool {
        guard isOpen else { return false }
        var milliseconds = milliseconds
        while (try? poll(toWrite: false, milliseconds: milliseconds)) ?? true {
            guard PQconsumeInput(handle) == 1 else { return false }
            // Parses the bytes that were received.
            _ = PQisBusy(handle)
            milliseconds = 0
        }
        return !isEnding && PQstatus(handle) == CONNECTION_OK
    }

    /// libpq's message about a call that it refused; the connection is then no longer usable.
    var refusal: PostgresFailure {
        guard PQstatus(handle) == CONNECTION_OK else { return .lost }
        return PostgresFailure(
            kind: .unexpected, message: String(cString: PQerrorMessage(handle)).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    func expect(_ isAccepted: Int32) throws {
        guard isAccepted == 1 else { throw refusal }
    }

    /// Channels that were notified since the last call.
    func notifications() -> [Notification] {
        var notifications: [Notification] = []
        while let notification = PQnotifies(handle) {
            notifications.append(
                Notification(channel: String(cString: notification.pointee.relname), payload: String(cString: notification.pointee.extra)))
            PQfreemem(notification)
        }
        return notifications
    }
}

/// A notification of another session.
struct Notification: Hashable {
    let channel: String
    let payload: String

    /// The payload of a caller's transaction: others that commit at the same time may not have sent a notification, so listeners look again
    /// a moment later.
    static let amongOthers = "among others"
}
