import CLibPQ

extension Rows {
    /// The names of columns in all statements that sessions run: code refers to a value by its name and never by its number, so that two
    /// times cannot be confused. In SQL the names are written `like_this`.
    enum Name: Int, CaseIterable {
        case address, age, alive, application, attempt, attempts, autovacuum, begunAt, cancelRequested, cancelRequestedAt, cancelRequests,
            claimedAt,
            concurrency, consequence, count, createdAt, dead, deadline, deadlines, due, dues, earliest, encoding, failedAt, finishedAt,
            fingerprints, finishedAttempt, finishedDeadline, finishedDue, fraction, headers, hidden, id, ids, isActive, isClaimed, isCut,
            isDue, isLooseEnd,
            isStandby, kind, kinds, lane, line, lines, maxAttempts, message, name, nextDue, notedAt, now, open, openFor, output,
            pausedQueues, payload, pid, place, places, quarantine, quarantines, queue, queues, result, role, sawPassedDeadlines, seen,
            seenAt,
            seesAll, seq, seqs, serverVersion, size, stage, startedAt, state, tags, timeout, together, token, trackActivities, trackCounts,
            type, until,
            vacuumedAgo, version, worker, worksFrom

        private static let bySQL = Dictionary(uniqueKeysWithValues: allCases.map { ($0.sql, $0) })

        var sql: String { "\(self)".reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) } }

        /// The place of each name, by its raw value; -1 for names that do not occur.
        fileprivate static func places(_ result: OpaquePointer) -> [Int32] {
            var places = [Int32](repeating: -1, count: allCases.count)
            for place in 0..<PQnfields(result) {
                let text = PQfname(result, place).map { String(cString: $0) } ?? ""
                guard let name = bySQL[text] else {
                    assertionFailure("no column is called \(text)")
                    continue
                }
                assert(places[name.rawValue] < 0, "two columns have the name \(name)")
                places[name.rawValue] = place
            }
            return places
        }
    }

    /// The places of a statement's columns: looked up when the first value is read, and kept for later results, whose columns are the same.
    final class Columns {
        private var places: [Int32] = []

        /// -1 for a missing name.
        func place(of name: Name, in result: OpaquePointer) -> Int32 {
            if places.isEmpty { places = Name.places(result) }
            return places[name.rawValue]
        }
    }
}
