import CLibPQ
import Testing

@testable import JobKitPostgres

/// The feedback part of a standby: it tells the server which rows its queries still need.
final class Standby {
    private let handle: OpaquePointer

    /// - Parameter slot: an existing one, or none.
    init(_ connection: String, slot: String? = nil) throws {
        let admin = try Connection(ConnectionSettings(connection))
        let facts = try #require(admin.run([Command("SELECT pg_current_wal_lsn()::text, txid_current()")]).first)
        handle = try #require(PQconnectdb(connection + " replication=true"))
        let start = "START_REPLICATION \(slot.map { "SLOT \($0) " } ?? "")PHYSICAL \(facts.text(0, at: 0))"
        let answer = PQexec(handle, start)
        defer { PQclear(answer) }
        try #require(PQresultStatus(answer) == PGRES_COPY_BOTH, "\(String(cString: PQerrorMessage(handle)))")
        // The message "hot standby feedback": time, xmin and its epoch, catalog xmin and its epoch.
        var feedback = Parameters()
        feedback.append(UInt8(ascii: "h"))
        feedback.append(Int64(0))
        feedback.append(UInt32(truncatingIfNeeded: facts.integer(0, at: 1)))
        feedback.append(UInt32(truncatingIfNeeded: facts.integer(0, at: 1) >> 32))
        feedback.append(UInt64(0))
        let sent = feedback.bytes.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { PQputCopyData(handle, $0.baseAddress, Int32($0.count)) }
        }
        try #require(sent == 1 && PQflush(handle) == 0)
        let seen =
            slot.map { "pg_replication_slots WHERE slot_name = '\($0)' AND xmin IS NOT NULL" }
            ?? "pg_stat_replication WHERE backend_xmin IS NOT NULL"
        try admin.waitUntil("EXISTS (SELECT FROM \(seen))")
    }

    deinit { PQfinish(handle) }
}

extension Connection {
    /// Sleeps on the server between two checks.
    func waitUntil(_ condition: String) throws {
        try script(
            "DO $$ BEGIN WHILE NOT (\(condition)) LOOP PERFORM pg_sleep(0.002), pg_stat_clear_snapshot(); END LOOP; END $$")
    }
}
