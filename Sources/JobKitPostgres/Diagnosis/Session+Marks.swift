import JobKit

/// Finds marks that stand still, which makes claims slow while a transaction is open, and jobs below a mark, which claims do not see.
extension Session {
    func markFindings(_ limits: DiagnosisLimits) throws -> [StoreFinding] {
        var schema = Parameters()
        schema.add(settings.schema)
        let rows = try run(SQL.markAges, schema)
        return [standing(rows, limits)].compactMap(\.self)
    }

    /// The lanes that have jobs below a mark.
    func hiddenLanes() throws -> Set<Lane> {
        var everything = Parameters()
        everything.add(Int64.min)
        let rows = try run(SQL.wrongWatermarks, everything)
        let lines = (0..<rows.count).map { rows.integer($0, .line) }.filter { Line.lane($0) != 0 }
        try lanes.read(lines, self)
        return Set(try lines.map { try lanes.lane(of: $0) })
    }

    func hidden(_ lanes: Set<Lane>) -> [StoreFinding] {
        lanes.sorted { ($0.queue, $0.kind) < ($1.queue, $1.kind) }.map { lane in
            StoreFinding(
                .warning, code: "job_below_mark", what: "Claims do not see a \"\(lane.kind)\" in the queue \"\(lane.queue)\"",
                detail: "It stands below the mark at which claims begin: the server's clock was set back.",
                remedy:
                    "Workers look for such jobs once a minute, and lower the mark. Where none runs, start one; where it stays, see its log."
            )
        }
    }

    /// While jobs end, marks move.
    private func standing(_ rows: Rows, _ limits: DiagnosisLimits) -> StoreFinding? {
        guard let ended = rows.optionalTime(0, .finishedAt) else { return nil }
        let noted = rows.optionalTime(0, .notedAt)
        let stillness = noted.map { $0.duration(to: ended) }
        guard rows.isNull(0, .earliest) || stillness ?? .zero > limits.mark else { return nil }
        let since = noted.map { " for \(DiagnosisWording.duration($0.duration(to: rows.time(0, .now))))" } ?? ""
        let reason =
            !rows.isNull(0, .earliest)
            ? "Look in the workers' logs for why they do not move them."
            : !rows.bool(0, .trackActivities)
                ? "The server does not tell since when transactions are open: ALTER SYSTEM SET track_activities = on; SELECT pg_reload_conf()."
                : "Since when a transaction that enqueues is open cannot be seen: GRANT pg_read_all_stats TO the owner of JobKit's tables; set "
                    + "track_activities = on where a role or a session has it off; and end transactions that are prepared."
        return StoreFinding(
            .warning, code: "marks_stand", what: "The marks at which claims begin have not moved\(since)",
            detail: "Claims step over every dead row behind them, which are many while somebody holds a transaction open.", remedy: reason)
    }
}
