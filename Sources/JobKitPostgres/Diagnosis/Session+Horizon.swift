import JobKit

/// Finds the sessions that hold back the horizon: rows that died after the oldest snapshot stay, in every table, until that is gone.
extension Session {
    func horizonFindings(_ limits: DiagnosisLimits) throws -> [StoreFinding] {
        let answers = try run(Command(SQL.sight), Command(SQL.holders), Command(SQL.preparedTransactions), Command(SQL.slots))
        return sight(answers[0], holders: answers[1]) + sessions(answers[1], limits) + prepared(answers[2], limits)
            + slots(answers[3], limits)
    }

    private func sight(_ rows: Rows, holders: Rows) -> [StoreFinding] {
        let (role, hidden) = (rows.text(0, .role), rows.integer(0, .hidden))
        guard !rows.bool(0, .seesAll), hidden > 0 else { return [] }
        let oldest = (0..<holders.count).first { holders.isNull($0, .openFor) && !holders.bool($0, .isStandby) }.map { row in
            " The session \(holders.integer(row, .pid)) of \(holders.text(row, .role)) keeps what died in the last "
                + "\(holders.integer(row, .age)) transactions; for how long it has been open cannot be seen."
        }
        return [
            StoreFinding(
                .warning, code: "activity_hidden", what: "This role does not see what other roles' sessions do",
                detail: "\(role) is no member of pg_read_all_stats: transactions of others that are left open are not found, of which "
                    + "\(DiagnosisWording.count(Int(hidden), "session")) in this database may have one." + (oldest ?? ""),
                remedy: "GRANT pg_read_all_stats TO \(role); or look as a role that has it.")
        ]
    }

    private func sessions(_ rows: Rows, _ limits: DiagnosisLimits) -> [StoreFinding] {
        (0..<rows.count).compactMap { row in
            let pid = rows.integer(row, .pid)
            let age = rows.integer(row, .age)
            if rows.bool(row, .isStandby) {
                guard age > limits.heldTransactions else { return nil }
                return StoreFinding(
                    .warning, code: "standby_feedback", what: "A standby keeps dead rows",
                    detail: "\(who(rows, row)) is a standby with a query that is \(age) transactions old, and hot_standby_feedback on. "
                        + Self.price,
                    remedy: "End the query on the standby, or set max_standby_streaming_delay there and hot_standby_feedback off.")
            }
            guard let open = rows.optionalInteger(row, .openFor), Duration.microseconds(open) > limits.openTransaction else { return nil }
            let state = rows.text(row, .state)
            return StoreFinding(
                .warning, code: "held_transaction",
                what: "A transaction has been open for \(DiagnosisWording.duration(.microseconds(open)))",
                detail: "\(who(rows, row)) holds it, \(state.isEmpty ? "in an unknown state" : state). \(Self.price)",
                remedy: "See what it does, SELECT query FROM pg_stat_activity WHERE pid = \(pid), and end it, "
                    + "SELECT pg_terminate_backend(\(pid)). idle_in_transaction_session_timeout ends such sessions by itself.")
        }
    }

    private func prepared(_ rows: Rows, _ limits: DiagnosisLimits) -> [StoreFinding] {
        (0..<rows.count).compactMap { row in
            let open = Duration.microseconds(rows.integer(row, .openFor))
            guard open > limits.openTransaction else { return nil }
            let quoted = rows.text(row, .name).asLiteral
            return StoreFinding(
                .warning, code: "prepared_transaction", what: "A prepared transaction has been open for \(DiagnosisWording.duration(open))",
                detail: "\(rows.text(row, .role)) prepared \(quoted), and nobody has ended it; no restart does. \(Self.price)",
                remedy: "Ask whoever coordinates it; else COMMIT PREPARED \(quoted) or ROLLBACK PREPARED \(quoted), in this database.")
        }
    }

    private func slots(_ rows: Rows, _ limits: DiagnosisLimits) -> [StoreFinding] {
        (0..<rows.count).compactMap { row in
            let (name, isActive, age) = (rows.text(row, .name), rows.bool(row, .isActive), rows.integer(row, .age))
            guard !isActive || age > limits.heldTransactions else { return nil }
            return StoreFinding(
                .warning, code: "replication_slot", what: "The replication slot \"\(name)\" keeps dead rows",
                detail: "It holds on to what died in the last \(age) transactions, and \(isActive ? "its standby" : "nobody") is "
                    + "connected to it. \(Self.price)",
                remedy: isActive
                    ? "End the query on the standby, or set hot_standby_feedback off there."
                    : "Start its standby again; or, when that is gone for good, SELECT pg_drop_replication_slot('\(name)').")
        }
    }

    private static let price = "Until it ends no dead row of any table is removed."

    private func who(_ rows: Rows, _ row: Int) -> String {
        let (application, address) = (rows.text(row, .application), rows.text(row, .address))
        let from = address.isEmpty ? "" : " from \(address)"
        return "Session \(rows.integer(row, .pid)) of \(rows.text(row, .role))" + (application.isEmpty ? from : ", \(application)\(from),")
    }
}
