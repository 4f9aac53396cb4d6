import JobKit

extension PostgresFailure {
    private static let unknownOutcome = "Whether it took effect is not known: check that the server is up and reachable, and try again."

    /// The error for callers.
    ///
    /// - Parameter subject: the operation and its server.
    func storeError(_ subject: String) -> JobStoreError {
        let (code, remedy) = verdict
        var error = JobStoreError(code, subject: subject, cause: cause, remedy: remedy)
        error.mayBeOneJobs = isOfTakenID
        return error
    }

    private var cause: String {
        switch kind {
        case .server(let state): "PostgreSQL says \"\(message)\" (SQLSTATE \(state))"
        case .cannotConnect: "no connection could be made: \(message)"
        case .lost, .timedOut, .tooLarge: message
        case .unexpected: "libpq says \"\(message)\""
        }
    }

    private var verdict: (JobStoreError.Code, String) {
        switch kind {
        case .server(let state): verdict(of: state)
        case .cannotConnect where isRefusal:
            (.unusable, "Check user, password, database and TLS settings in the connection string, and pg_hba.conf on the server.")
        case .cannotConnect: (.unavailable, "Check that the server is up and reachable, and try again.")
        case .tooLarge: (.invalid, "Keep payloads and outputs small.")
        case .lost, .timedOut: (.unavailable, Self.unknownOutcome)
        case .unexpected: (.internalInconsistency, Self.bug)
        }
    }

    private static let bug = "This is a bug in JobKit, or another program has changed JobKit's tables; please report it."

    /// libpq gives only text for a failed connection. A server that answers in another language counts as out of reach.
    private var isRefusal: Bool {
        // A socket that is not there yet may come.
        [
            "authentication", "no password supplied", "does not exist", "no pg_hba.conf entry", "no such database", "no such user",
            "permission denied for", "not permitted to log in", "does not support SSL", "invalid connection option",
        ].contains { message.contains($0) } || (message.contains("invalid ") && message.contains(" value: "))
    }

    private func verdict(of state: String) -> (JobStoreError.Code, String) {
        if isStalePlan { return (.unavailable, "A migration has changed the tables meanwhile: try again.") }
        if let verdict = Self.verdictOfState(state) ?? Self.verdictOfClass(state.prefix(2)) { return verdict }
        return isFatal ? (.unavailable, Self.unknownOutcome) : (.internalInconsistency, Self.bug)
    }

    private static func verdictOfState(_ state: String) -> (JobStoreError.Code, String)? {
        switch state {
        case "57P01", "57P02", "57P03", "57P05": (.unavailable, unknownOutcome)
        case "53100": (.unavailable, "The server's disk is full: make room there, and try again.")
        case "53200": (.unavailable, "The server is out of memory: try again when it has some.")
        case "53300":
            (.unavailable, "The server has no connection left: raise max_connections, or keep fewer connections open, and try again.")
        case "55P03": (.unavailable, "Another transaction holds a lock for long: look for one that is left open, and try again.")
        case "23505":
            (
                .unusable,
                "A number is given twice: the tables were copied without their sequences, as by logical replication. Set those behind the tables, as "
                    + "Docs/operating-postgres.md says."
            )
        case "57014": (.unavailable, "The statement was cancelled, by somebody or by statement_timeout: try again.")
        case "25006":
            (
                .unavailable,
                "The server is read-only, as a standby is: name all servers and add target_session_attrs=read-write, and try again."
            )
        case "40001", "40P01": (.unavailable, "Other transactions were in the way each time: try again.")
        case "26000", "42P05":
            (.unavailable, "A pooler that was not noticed shares the server's connections: try again, and give each client one of its own.")
        case "42P01", "42703", "42883", "3F000":
            (.unusable, "JobKit's tables are missing or of another version: call prepare(), or run the migrations.")
        case "42501": (.unusable, "Grant this user the rights that Docs/operating-postgres.md lists, or connect as another.")
        case "3D000": (.unusable, "Create the database, or name another in the connection string.")
        case "0A000": (.unusable, "The server cannot do what JobKit needs: see which versions of PostgreSQL are supported.")
        case "22021", "22P05": (.invalid, "A text holds a NUL or bytes that are no UTF-8, or the database is not in UTF-8: leave them out.")
        case "22P02": (.invalid, "A value is not what the server expects there.")
        default: nil
        }
    }

    private static func verdictOfClass(_ group: Substring) -> (JobStoreError.Code, String)? {
        switch group {
        case "08": (.unavailable, unknownOutcome)
        case "53": (.unavailable, "The server is short of something: see its log, and try again.")
        case "58": (.unavailable, "The server failed to read or write: check its disk and its log, and try again.")
        case "28": (.unusable, "Check user and password in the connection string, and pg_hba.conf on the server.")
        case "54": (.invalid, "A value is larger than PostgreSQL stores; keep payloads and outputs small.")
        default: nil
        }
    }
}
