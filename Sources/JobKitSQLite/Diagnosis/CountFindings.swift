import JobKit

/// Compares the counters of finished jobs with the rows, unless there are too many rows to read while an operator waits.
struct CountFindings {
    /// By lane and state.
    typealias Counts = [[Int64]: Int64]

    /// The most finished jobs that are read for it.
    static let mostRows: Int64 = 1_000_000

    var counters: Counts
    /// Of at most one more than `mostRows`.
    var rows: Counts

    var all: [StoreFinding] {
        let differing = Set(counters.keys).union(rows.keys).filter { counters[$0, default: 0] != rows[$0, default: 0] }
        guard rows.values.reduce(0, +) <= Self.mostRows, !differing.isEmpty else { return [] }
        let counted = counters.values.reduce(0, +)
        return [
            StoreFinding(
                .warning, code: "finished_counts", what: "The counters of finished jobs are wrong",
                detail: "They say \(counted), the rows are \(rows.values.reduce(0, +)); \(differing.count) queue, kind and state differ. "
                    + "Something other than JobKit has written to jobkit_finished or jobkit_finished_count.",
                remedy:
                    "Stop that program, then run in one transaction: DELETE FROM jobkit_finished_count; INSERT INTO jobkit_finished_count "
                    + "SELECT lane, state, count(*) FROM jobkit_finished GROUP BY lane, state;")
        ]
    }
}

extension Session {
    func countFindings() throws -> [StoreFinding] {
        let rows = try statement(SQL.finishedRows)
        rows.bind(.limit, CountFindings.mostRows + 1)
        return CountFindings(counters: try byLaneAndState(statement(SQL.finishedCounts)), rows: try byLaneAndState(rows)).all
    }

    private func byLaneAndState(_ statement: Statement) throws -> CountFindings.Counts {
        var counts: CountFindings.Counts = [:]
        try statement.forEachRow { counts[[$0.integer(.lane), $0.integer(.state)]] = $0.integer(.count) }
        return counts
    }
}
