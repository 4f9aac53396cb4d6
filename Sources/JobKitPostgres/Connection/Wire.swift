import CLibPQ
import Foundation
import JobKit

/// One libpq connection and the waiting for it. Used on one thread at a time.
///
/// libpq never waits by itself, except while connecting: it knows no time limit. What it has not sent and what it has not read are waited for
/// together, so that neither side can fill its buffers while the other does the same.
final class Wire {
    /// To be used only while `isOpen`, and never kept.
    let handle: OpaquePointer
    private(set) var isOpen = true
    /// Whether the server said so outside of a command, as when it is shut down.
    fileprivate var isEnding = false
    /// Whether libpq may hold bytes back that poll(2) does not see any more; it does not tell.
    private let isEncrypted: Bool
    private let canceller: Canceller

    /// Connects, for as long as libpq's `connect_timeout` lets it.
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
        // Otherwise libpq prints what the server remarks, such as that a table is there already.
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

    /// Sends what libpq holds, and reads meanwhile.
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

    /// Reads what the server has sent unasked, waiting for it for at most so long. `false` when the server has closed the connection or is about to.
    func hears(within milliseconds: Int32 = 0) -> Bool {
        guard isOpen else { return false }
        var milliseconds = milliseconds
        while (try? poll(toWrite: false, milliseconds: milliseconds)) ?? true {
            guard PQconsumeInput(handle) == 1 else { return false }
            // Reads on in what was received.
            _ = PQisBusy(handle)
            milliseconds = 0
        }
        return !isEnding && PQstatus(handle) == CONNECTION_OK
    }

    /// What libpq says about a call that it refused; nothing can be done with the connection then.
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

/// What a session has notified those that listen.
struct Notification: Hashable {
    let channel: String
    let payload: String

    /// The payload of a caller's transaction: others that commit at the same time may not have notified anybody, and are to be looked for a moment later too.
    static let amongOthers = "among others"
}
