import CLibPQ
import Foundation

extension PostgresFailure {
    /// The failure of an error result; the connection is lost where libpq made the result itself.
    init(_ result: OpaquePointer) {
        func field(_ name: Character) -> String? {
            name.asciiValue.flatMap { PQresultErrorField(result, Int32($0)) }.map { String(cString: $0) }
        }
        // The context of a wait for an index's entry names the relation; that of a wait for a table's lock does not.
        // libpq's PG_DIAG_SQLSTATE, PG_DIAG_MESSAGE_PRIMARY, PG_DIAG_SEVERITY_NONLOCALIZED, PG_DIAG_CONTEXT and PG_DIAG_SOURCE_FUNCTION.
        guard let state = field("C") else {
            self = .lost
            return
        }
        self.init(
            kind: .server(state: state), message: Self.withoutValues(field("M") ?? "", state: state),
            isFatal: ["FATAL", "PANIC"].contains(field("V")), isOfTakenID: state == "55P03" && field("W")?.contains("job") == true,
            routine: field("R"))
    }

    /// Messages about malformed values end with the value: `invalid input syntax for type uuid: "…"`.
    private static func withoutValues(_ message: String, state: String) -> String {
        guard state.hasPrefix("22"), let value = message.range(of: ": \"") else { return message }
        return String(message[..<value.lowerBound])
    }

    /// The reason why no connection could be made, in libpq's words on one line; without its hints.
    static func cannotConnect(_ handle: OpaquePointer) -> PostgresFailure {
        let text = String(cString: PQerrorMessage(handle))
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("\t") }.map { $0.trimmingCharacters(in: .whitespaces) }
        let message = lines.joined(separator: "; ")
        return PostgresFailure(
            kind: .cannotConnect, message: mayQuotePassword(message, handle) ? "libpq's reason may quote the password" : message)
    }

    /// Where the password is also the user's or the database's name, the message probably means those.
    private static func mayQuotePassword(_ message: String, _ handle: OpaquePointer) -> Bool {
        guard let password = PQpass(handle).map({ String(cString: $0) }), !password.isEmpty, message.contains(password) else {
            return false
        }
        return ![PQuser(handle), PQdb(handle), PQhost(handle), PQport(handle)].contains { part in
            part.map { String(cString: $0) } == password
        }
    }
}
