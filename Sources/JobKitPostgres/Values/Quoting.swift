import Foundation

/// By bytes: one character for a reader may be a quote and an accent.
extension String {
    /// As an identifier in SQL.
    var asIdentifier: String { "\"\(putting("\"", before: "\""))\"" }

    /// As a text in SQL.
    var asLiteral: String { "'\(putting("'", before: "'"))'" }

    /// - Parameter marks: ASCII.
    func putting(_ escape: Unicode.Scalar, before marks: String) -> String {
        String(decoding: utf8.flatMap { marks.utf8.contains($0) ? [UInt8(ascii: escape), $0] : [$0] }, as: UTF8.self)
    }
}

extension Data {
    /// As a `bytea` in PostgreSQL's text format.
    var asBytea: String { "\\x" + map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
}
