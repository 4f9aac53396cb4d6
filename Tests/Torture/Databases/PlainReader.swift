import JobKit

/// A view of a database without JobKit.
protocol PlainReader {
    /// Tables are named as in SQLite, `jobkit_job`.
    func forEachRow(_ sql: String, _ body: (any PlainRow) throws -> Void) throws

    /// The number of the lane of the row `job`.
    var lane: String { get }

    /// The damage of tables and indexes, whatever their contents mean, one line each; empty where there is none.
    func damage() throws -> [String]

    /// Jobs that are in two places or in none, at one moment: waiting, held by a claim, finished.
    func misplaced() throws -> [String]
}

/// Columns of the row under way, counted from 0.
protocol PlainRow {
    func integer(_ column: Int32) -> Int
    func isNull(_ column: Int32) -> Bool
    func text(_ column: Int32) -> String
    func bytes(_ column: Int32) -> [UInt8]
    func jobID(_ column: Int32) -> JobID
}

extension PlainReader {
    func integer(_ sql: String) throws -> Int {
        var found: Int?
        try forEachRow(sql) { found = $0.integer(0) }
        guard let found else { throw TortureError("\(sql) has no row") }
        return found
    }
}
