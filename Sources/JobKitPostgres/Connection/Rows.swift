import CLibPQ
import Foundation

/// The result of a command, in binary format; freed with this object. Lives on its connection's thread.
///
/// Rows are counted from 0. Where a column holds another type than requested, the answer is zero or empty: only the value's own bytes are
/// read. A missing column reads as NULL: one reader serves a statement and a shorter form of it.
final class Rows {
    private let result: OpaquePointer
    private let columns: Columns

    /// Takes ownership of the result.
    ///
    /// - Parameter columns: the statement's.
    init(_ result: OpaquePointer, _ columns: Columns) {
        self.result = result
        self.columns = columns
    }

    deinit {
        PQclear(result)
    }

    /// The number of rows in the result.
    var count: Int { Int(PQntuples(result)) }

    /// The number of rows that the command wrote, or read.
    var affected: Int { PQcmdTuples(result).map { atol($0) } ?? 0 }

    func isNull(_ row: Int, _ name: Name) -> Bool {
        let column = columns.place(of: name, in: result)
        guard has(row, column) else { return true }
        return PQgetisnull(result, Int32(row), column) == 1
    }

    /// The bytes are valid only inside `body`; a NULL has none.
    func withBytes<Value>(_ row: Int, _ name: Name, _ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try withBytes(row, at: columns.place(of: name, in: result), body)
    }

    /// By place, counted from 0: for computed columns.
    func withBytes<Value>(_ row: Int, at column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        guard has(row, column), let start = PQgetvalue(result, Int32(row), column) else { return try body(.init(start: nil, count: 0)) }
        return try body(UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, Int32(row), column))))
    }

    /// libpq also answers for missing rows, but prints a warning.
    private func has(_ row: Int, _ column: Int32) -> Bool {
        row >= 0 && row < Int(PQntuples(result)) && column >= 0 && column < PQnfields(result)
    }
}

/// Single values.
extension Rows {
    /// From `smallint`, `integer` and `bigint`.
    func integer(_ row: Int, _ name: Name) -> Int64 { withBytes(row, name, BinaryValue.integer) }

    func optionalInteger(_ row: Int, _ name: Name) -> Int64? { isNull(row, name) ? nil : integer(row, name) }

    func bool(_ row: Int, _ name: Name) -> Bool { withBytes(row, name) { $0.first.map { $0 != 0 } ?? false } }

    /// From `double precision` and `real`.
    func optionalDouble(_ row: Int, _ name: Name) -> Double? {
        isNull(row, name) ? nil : withBytes(row, name, BinaryValue.double)
    }

    func text(_ row: Int, _ name: Name) -> String { withBytes(row, name) { String(decoding: $0, as: UTF8.self) } }

    func optionalText(_ row: Int, _ name: Name) -> String? { isNull(row, name) ? nil : text(row, name) }

    func data(_ row: Int, _ name: Name) -> Data { withBytes(row, name) { Data($0) } }

    func optionalData(_ row: Int, _ name: Name) -> Data? { isNull(row, name) ? nil : data(row, name) }

    func bytes(_ row: Int, _ name: Name) -> [UInt8] { withBytes(row, name) { Array($0) } }

    func uuid(_ row: Int, _ name: Name) -> (high: UInt64, low: UInt64) { withBytes(row, name, BinaryValue.uuid) }
}

/// Arrays of one dimension. A NULL in place of the array is an empty one.
extension Rows {
    /// From `smallint[]`, `integer[]` and `bigint[]`; a NULL among them is 0.
    func integers(_ row: Int, _ name: Name) -> [Int64] { optionalIntegers(row, name).map { $0 ?? 0 } }

    func optionalIntegers(_ row: Int, _ name: Name) -> [Int64?] {
        withBytes(row, name) { BinaryValue.elements($0) { $0.map(BinaryValue.integer) } }
    }

    func uuids(_ row: Int, _ name: Name) -> [(high: UInt64, low: UInt64)] {
        withBytes(row, name) { BinaryValue.elements($0) { $0.map(BinaryValue.uuid) ?? (0, 0) } }
    }

    /// A NULL among them is empty.
    func texts(_ row: Int, _ name: Name) -> [String] {
        withBytes(row, name) { BinaryValue.elements($0) { $0.map { String(decoding: $0, as: UTF8.self) } ?? "" } }
    }
}
