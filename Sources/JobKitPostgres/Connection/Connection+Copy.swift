import CLibPQ
import JobKit

extension Connection {
    /// Runs a `COPY … FROM STDIN` with these parts of its data, in the transaction that is open. The server works on one part while the
    /// next is made.
    func copy(_ sql: String, _ parts: some Sequence<[UInt8]>) throws {
        try recovering {
            // A limit for each part: many bytes take long, and as long as some arrive the server is alive.
            var deadline: Deadline { Deadline(limit, in: settings.environment) }
            try wire.expect(PQsendQuery(wire.handle, settings.rendered(sql)))
            if try finishCopy(deadline, isToBegin: true) {
                for part in parts where try !wire.put(part, deadline) { break }
                try wire.endCopy(deadline)
                _ = try finishCopy(deadline, isToBegin: false)
            }
        }
    }

    /// Reads the server's answers until it waits for data (`true`), or has no more of them.
    private func finishCopy(_ deadline: Deadline, isToBegin: Bool) throws -> Bool {
        var failure: PostgresFailure?
        while let result = try wire.next(deadline) {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COPY_IN where isToBegin: return true
            case PGRES_COMMAND_OK: break
            case PGRES_FATAL_ERROR: failure = failure ?? PostgresFailure(result)
            default: throw Self.unexpected(result)
            }
        }
        if let failure { throw failure }
        return false
    }
}

extension Wire {
    /// Sends a part of a COPY's data. `false` when the server accepts no more of it; its next result says why.
    func put(_ bytes: [UInt8], _ deadline: Deadline) throws -> Bool {
        // libpq accepts as many bytes as an Int32 counts, and buffers those that it cannot send yet.
        for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
            let part = bytes[start..<min(start + 1 << 20, bytes.count)]
            let isTaken = try until(deadline) {
                part.withUnsafeBufferPointer {
                    PQputCopyData(handle, UnsafeRawPointer($0.baseAddress)?.assumingMemoryBound(to: CChar.self), Int32($0.count))
                }
            }
            guard isTaken else { return false }
            try flush(deadline)
        }
        return true
    }

    func endCopy(_ deadline: Deadline) throws {
        // Refused where the server has ended the COPY.
        _ = try until(deadline) { PQputCopyEnd(handle, nil) }
    }

    /// Repeats the call until there is room for the bytes to send.
    private func until(_ deadline: Deadline, _ call: () -> Int32) throws -> Bool {
        while true {
            switch call() {
            case 1: return true
            case 0: try flush(deadline)
            default: return false
            }
        }
    }
}
