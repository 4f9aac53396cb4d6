import Foundation
import JobKit

extension Rows {
    func jobID(_ row: Int, _ name: Name) -> JobID {
        let (high, low) = uuid(row, name)
        return JobID(high: high, low: low)
    }

    func token(_ row: Int, _ name: Name) -> ClaimToken {
        let (high, low) = uuid(row, name)
        return ClaimToken(high: high, low: low)
    }

    func time(_ row: Int, _ name: Name) -> Timestamp { Timestamp(microseconds: integer(row, name)) }
    func optionalTime(_ row: Int, _ name: Name) -> Timestamp? { optionalInteger(row, name).map(Timestamp.init(microseconds:)) }

    func headers(_ row: Int, _ name: Name) throws -> [String: String] {
        guard let bytes = optionalData(row, name) else { return [:] }
        guard let headers = try? JSONDecoder().decode([String: String].self, from: bytes) else {
            throw inconsistent("headers are no JSON object of texts")
        }
        return headers
    }
}

extension Parameters {
    mutating func add(_ token: ClaimToken) { add(uuid: token.high, token.low) }
    mutating func add(_ id: JobID) { add(uuid: id.high, id.low) }
    mutating func add(_ ids: [JobID]) { add(uuids: ids.map { ($0.high, $0.low) }) }
    mutating func add(_ tokens: [ClaimToken]) { add(uuids: tokens.map { ($0.high, $0.low) }) }
}

extension String {
    /// Without NUL, which PostgreSQL's text cannot hold.
    var withoutNUL: String { utf8.contains(0) ? String(map { $0 == "\0" ? "\u{FFFD}" : $0 }) : self }
}

/// A lane's number, plus twice the priority, plus one for jobs that were due no earlier than their insertion, by a clock that was not set
/// back.
enum Line {
    static func lane(_ line: Int64) -> Int64 { line & -8 }
    static func priority(_ line: Int64) throws -> JobPriority { try JobPriority(code: (line & 7) >> 1) }

    /// Call this with a clock that was read under a lock on `ready`, as `sql` does.
    ///
    /// - Parameter seen: the clock's time when marks were last moved.
    static func number(_ lane: Int64, _ priority: JobPriority, due: Int64, now: Int64, seen: Int64) -> Int64 {
        lane + Int64(priority.rawValue * 2) + (due >= max(now, seen) ? 1 : 0)
    }

    /// The same of columns, `lane` with the priority in it. `jobkit.enqueue` contains it too, as it was released.
    static func sql(lane: String, due: String) -> String { "(\(lane)) + (\(due) >= greatest(now, seen))::int" }
    /// The time, and the clock's time when marks were last moved.
    static let clock = "clock AS MATERIALIZED (SELECT {jobkit}.clock() AS now, last_value AS seen FROM {jobkit}.mark_clock)"
    /// The same, and from then on no lock is waited for longer than a second: another transaction may have inserted a job with the same id,
    /// and stay open.
    static let hastyClock = """
        clock AS MATERIALIZED (
            SELECT {jobkit}.clock() AS now, last_value AS seen, set_config('lock_timeout', '1s', true) FROM {jobkit}.mark_clock
        )
        """
    /// The value of `expires`: greatest() ignores NULL.
    static func expiry(_ deadline: String) -> String { "CASE WHEN \(deadline) IS NOT NULL THEN greatest(\(deadline), now) END" }
    /// The lane of the column `line`; may follow a table's name.
    static let lane = "line & -8"
}

/// Tags as the text of a PostgreSQL array; `nil` for none.
enum TagArray {
    static func text(_ tags: [String]) -> String? {
        guard !tags.isEmpty else { return nil }
        let quoted = tags.map { "\"\($0.putting("\\", before: "\\\""))\"" }
        return "{" + quoted.joined(separator: ",") + "}"
    }
}
