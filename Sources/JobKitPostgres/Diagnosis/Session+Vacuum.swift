import JobKit

extension Session {
    /// - Parameter isHeld: whether a finding explains why VACUUM cannot remove dead rows.
    func vacuumFindings(_ limits: DiagnosisLimits, isHeld: Bool) throws -> [StoreFinding] {
        var schema = Parameters()
        schema.add(settings.schema)
        var dead = Parameters()
        dead.add(settings.schema)
        dead.add(Int64(limits.deadRows))
        let answers = try run(Command(SQL.vacuumSettings), Command(SQL.tablesWithoutVacuum, schema), Command(SQL.deadRows, dead))
        return server(answers[0]) + tables(answers[1]) + deadRows(answers[2], isHeld: isHeld)
    }

    private func server(_ rows: Rows) -> [StoreFinding] {
        let off = [(rows.bool(0, .autovacuum), "autovacuum"), (rows.bool(0, .trackCounts), "track_counts")].filter { !$0.0 }.map(\.1)
        guard !off.isEmpty else { return [] }
        return [
            StoreFinding(
                .warning, code: "autovacuum_off", what: "Autovacuum is off on this server",
                detail: "\(off.joined(separator: " and ")) = off: nothing removes the dead rows that every job leaves behind.",
                remedy: off.map { "ALTER SYSTEM SET \($0) = on; " }.joined() + "SELECT pg_reload_conf().")
        ]
    }

    private func tables(_ rows: Rows) -> [StoreFinding] {
        (0..<rows.count).map { row in
            let table = settings.rendered("{jobkit}") + "." + rows.text(row, .name)
            return StoreFinding(
                .warning, code: "table_autovacuum_off", what: "Autovacuum is off for \(table)",
                detail: "autovacuum_enabled is false on the table: nothing removes the dead rows that every job leaves behind.",
                remedy: "ALTER TABLE \(table) RESET (autovacuum_enabled).")
        }
    }

    private func deadRows(_ rows: Rows, isHeld: Bool) -> [StoreFinding] {
        (0..<rows.count).map { row in
            let table = settings.rendered("{jobkit}") + "." + rows.text(row, .name)
            let vacuumed = rows.optionalInteger(row, .vacuumedAgo).map {
                "It was vacuumed \(DiagnosisWording.duration(.microseconds($0))) ago."
            }
            return StoreFinding(
                .warning, code: "dead_rows", what: "\(table) has \(rows.integer(row, .dead)) dead rows",
                detail: "\(rows.integer(row, .alive)) rows are alive. \(vacuumed ?? "It was never vacuumed since the statistics begin.")",
                remedy: isHeld
                    ? "End what keeps them, which is named here too; autovacuum removes them then."
                    : "VACUUM \(table); and see in the server's log whether autovacuum keeps up: autovacuum_max_workers, autovacuum_naptime."
            )
        }
    }
}
