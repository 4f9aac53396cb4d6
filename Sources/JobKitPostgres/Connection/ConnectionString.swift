import CLibPQ
import Foundation
import JobKit

/// Checks connection strings, and derives a name that can be shown.
///
/// libpq splits a password with unescaped characters in surprising ways, and would show the pieces as port, host or database in its
/// messages. Strings that may contain such a piece are refused here, without quoting it.
enum ConnectionString {
    /// The parts that may be shown, by keyword.
    typealias Parts = [String: String]

    static func parts(of string: String) throws(JobStoreError) -> Parts {
        guard !string.utf8.contains(0), !isAmbiguous(string) else { throw malformed }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(string, &message) else {
            // The message can quote pieces of the string: it is not passed on.
            PQfreemem(message)
            throw malformed
        }
        defer { PQconninfoFree(options) }
        let parts = shown(options)
        guard
            (parts["port"] ?? "").allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ",") }),
            !isConnectionString(parts["dbname"] ?? "")
        else { throw malformed }
        return parts
    }

    /// The name, completed as libpq would.
    static func name(_ parts: Parts) -> String {
        if let service = parts["service"] { return "service \(service)" }
        var defaults: Parts = [:]
        if let options = PQconndefaults() {
            defaults = shown(options)
            PQconninfoFree(options)
        }
        func part(_ keyword: String) -> String? { parts[keyword] ?? defaults[keyword] }
        // For a URI with two hosts and no port libpq answers ",".
        let port = part("port").flatMap { $0.allSatisfy { $0 == "," } ? nil : $0 } ?? "5432"
        let host = part("host") ?? part("hostaddr") ?? "local socket"
        let database = part("dbname") ?? part("user") ?? ""
        return "\(host):\(port)/\(isConnectionString(database) ? "?" : database)"
    }

    private static let shownKeywords: Set<String> = ["host", "hostaddr", "port", "dbname", "user", "service"]

    private static func shown(_ options: UnsafeMutablePointer<PQconninfoOption>) -> Parts {
        var parts: Parts = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            let key = String(cString: keyword)
            if shownKeywords.contains(key), let value = option.pointee.val, value.pointee != 0 { parts[key] = String(cString: value) }
            option += 1
        }
        return parts
    }

    private static func isURI(_ string: String) -> Bool { string.hasPrefix("postgres://") || string.hasPrefix("postgresql://") }

    /// libpq would parse such a database name again, or show it.
    private static func isConnectionString(_ database: String) -> Bool { isURI(database) || database.contains("=") }

    /// Whether a URI has an `@` where a password's would be: a second one, or one after the server's part.
    private static func isAmbiguous(_ string: String) -> Bool {
        guard isURI(string), let start = string.range(of: "://")?.upperBound else { return false }
        let rest = string[start...]
        let server = rest.prefix { $0 != "/" && $0 != "?" }
        return rest.count { $0 == "@" } > server.count { $0 == "@" } || server.count { $0 == "@" } > 1
    }

    private static let malformed = JobStoreError(
        .invalid, subject: "read the connection string", cause: "it is not one that libpq understands",
        remedy:
            "Write postgres://user:password@host:port/database, or host=… dbname=… pairs. In a URI, percent-encode @ / ? : % and spaces in "
            + "a password; in pairs, put a value with spaces in single quotes. The string is not shown here because it may hold a password."
    )
}
