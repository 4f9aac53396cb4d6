import CLibPQ
import Foundation
import JobKit

/// What the server or libpq answered instead of rows.
struct PostgresRefusal: Error, Hashable {
    enum Kind: Hashable {
        /// The server's word, with its SQLSTATE.
        case server(state: String)
        case cannotConnect
        /// The connection broke.
        case lost
    }

    var kind: Kind
    /// The primary message; never the detail, which may hold values.
    var message: String

    var state: String? { if case .server(let state) = kind { state } else { nil } }

    static let lost = PostgresRefusal(kind: .lost, message: "the connection to the server was lost")

    static func cannotConnect(_ handle: OpaquePointer) -> PostgresRefusal {
        let text = String(cString: PQerrorMessage(handle)).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let message = text.joined(separator: "; ")
        let password = PQpass(handle).map { String(cString: $0) } ?? ""
        // Where a name is the same word as the password, nothing is said either.
        let isSafe = password.isEmpty || !message.contains(password)
        return PostgresRefusal(kind: .cannotConnect, message: isSafe ? message : "libpq's reason may quote the password")
    }
}

extension PostgresRefusal {
    /// What an error result says; the connection is lost where libpq made it itself.
    init(_ result: OpaquePointer) {
        func field(_ name: Character) -> String? {
            name.asciiValue.flatMap { PQresultErrorField(result, Int32($0)) }.map { String(cString: $0) }
        }
        // libpq's PG_DIAG_SQLSTATE and PG_DIAG_MESSAGE_PRIMARY.
        guard let state = field("C") else {
            self = .lost
            return
        }
        self.init(kind: .server(state: state), message: field("M") ?? "")
    }

    /// In the words of the job store's errors.
    ///
    /// - Parameter verb: as in `JobStoreError.subject`: `add the project`.
    func storeError(_ verb: String) -> JobStoreError {
        let (code, remedy) = verdict
        let cause =
            switch kind {
            case .server(let state): "PostgreSQL says \"\(message)\" (SQLSTATE \(state))"
            case .cannotConnect: "no connection could be made: \(message)"
            case .lost: message
            }
        return JobStoreError(code, subject: verb, cause: cause, remedy: remedy)
    }

    private static let unknown =
        "Whether it took effect is not known: check that the server is up, and look with `jobkit-demo projects list`."

    private var verdict: (JobStoreError.Code, String) {
        switch kind {
        case .cannotConnect: (.unavailable, "Check that the server is up and reachable and the connection string is right, and try again.")
        case .lost: (.unavailable, Self.unknown)
        case .server("42501"):
            (
                .unusable,
                "Have a role that may create schemas run `jobkit-demo migrate --store …` once, and grant this one USAGE on the schema "
                    + "\(PostgresProjectSQL.schemaName) and SELECT, INSERT, UPDATE and DELETE on its tables."
            )
        case .server("42P01"), .server("42703"), .server("3F000"):
            (.unusable, "The projects' tables are missing or of another version: run `jobkit-demo migrate --store …`.")
        case .server("57014"), .server("55P03"):
            (
                .unavailable,
                "Another transaction holds a lock for long: end the one that `jobkit-demo doctor --store …` names, and try again."
            )
        case .server("25006"):
            (.unavailable, "The server is read-only, as a standby is: name the primary, and try again.")
        case .server(let state) where ["57", "08"].contains(state.prefix(2)): (.unavailable, Self.unknown)
        case .server(let state) where ["40", "53", "58"].contains(state.prefix(2)):
            (.unavailable, "See the server's log, and try again.")
        case .server: (.unusable, "Docs/operating-postgres.md has what to do.")
        }
    }
}
