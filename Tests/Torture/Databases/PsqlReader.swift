import Foundation
import JobKit
import JobKitProcesses

/// A server through its own program psql, one process for each query.
struct PsqlReader: PlainReader {
    let lane = "job.line & -8"
    private static let separator = "\u{1F}"
    fileprivate static let null = "\u{1A}"

    let connection: String

    func forEachRow(_ sql: String, _ body: (any PlainRow) throws -> Void) throws {
        for line in try lines(sql) { try body(PsqlRow(fields: line.components(separatedBy: Self.separator))) }
    }

    /// Each index holds every row of its table, in order.
    func damage() throws -> [String] {
        do {
            _ = try lines(
                """
                CREATE EXTENSION IF NOT EXISTS amcheck; SELECT bt_index_check(index.oid, true) FROM pg_class AS index
                WHERE index.relkind = 'i' AND index.relnamespace = 'jobkit'::regnamespace
                """)
            return []
        } catch let failure as ProcessFailure {
            return ["bt_index_check: \(failure)"]
        }
    }

    func misplaced() throws -> [String] {
        var found: [String] = []
        try forEachRow(
            """
            SELECT job.id, count(place.seq) FROM jobkit_job AS job LEFT JOIN (
                SELECT seq FROM jobkit_ready UNION ALL SELECT seq FROM jobkit_finished UNION ALL
                SELECT member.seq FROM jobkit_receipt AS receipt JOIN jobkit_receipt_members AS members USING (token)
                    CROSS JOIN LATERAL unnest(members.seqs) WITH ORDINALITY AS member (seq, place)
                WHERE get_bit(receipt.open, (member.place - 1)::int) = 1
            ) AS place USING (seq) GROUP BY job.id HAVING count(place.seq) <> 1
            """
        ) { found.append("job \($0.jobID(0)) is in \($0.integer(1)) places") }
        return found
    }

    private func lines(_ sql: String) throws -> [Substring] {
        let options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-F", Self.separator, "-P", "null=\(Self.null)"]
        let inSchema = sql.replacing("jobkit_", with: "jobkit.")
        return try ChildProcess.run(ServerPrograms.path(of: "psql"), options + ["-d", connection, "-c", inSchema]).split(separator: "\n")
    }
}

private struct PsqlRow: PlainRow {
    let fields: [String]

    func integer(_ column: Int32) -> Int { Int(text(column)) ?? 0 }
    func isNull(_ column: Int32) -> Bool { fields[Int(column)] == PsqlReader.null }
    func text(_ column: Int32) -> String { isNull(column) ? "" : fields[Int(column)] }
    func jobID(_ column: Int32) -> JobID { JobID(text(column)) ?? Ledger.none }

    /// psql shows them as `\x` and hexadecimal digits.
    func bytes(_ column: Int32) -> [UInt8] {
        let digits = Array(text(column).utf8.dropFirst(2))
        return stride(from: 0, to: digits.count - 1, by: 2).map { place in
            UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16) ?? 0
        }
    }
}
