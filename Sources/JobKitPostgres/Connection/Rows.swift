import CLibPQ
import Foundation

/// What a command answered, in binary format; let go of with this object. Lives on its connection's thread.
///
/// Rows and columns are counted from 0. Where a column holds something else than is asked for, the answer is zero or empty: no bytes are read
/// but the value's own.
final class Rows {
    private let result: OpaquePointer

    /// Takes the result over.
    init(_ result: OpaquePointer) {
        self.result = result
    }

    deinit {
        PQclear(result)
    }

    /// How many rows came back.
    var count: Int { Int(PQntuples(result)) }

    /// How many rows the command wrote, or read.
    var affected: Int { PQcmdTuples(result).map { atol($0) } ?? 0 }

    func isNull(_ row: Int, _ column: Int) -> Bool {
        guard has(row, column) else { return true }
        return PQgetisnull(result, Int32(row), Int32(column)) == 1
    }

    /// The bytes stay valid only inside `body`; those of a NULL are none.
    func withBytes<Value>(_ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        guard has(row, column), let start = PQgetvalue(result, Int32(row), Int32(column)) else {
            return try body(.init(start: nil, count: 0))
        }
        return try body(UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, Int32(row), Int32(column)))))
    }

    /// libpq answers for rows that are not there too, but prints a warning.
    private func has(_ row: Int, _ column: Int) -> Bool {
        row >= 0 && row < Int(PQntuples(result)) && column >= 0 && column < Int(PQnfields(result))
    }
}

/// Single values.
extension Rows {
    /// From `smallint`, `integer` and `bigint`.
    func integer(_ row: Int, _ column: Int) -> Int64 { withBytes(row, column, BinaryValue.integer) }

    func optionalInteger(_ row: Int, _ column: Int) -> Int64? { isNull(row, column) ? nil : integer(row, column) }

    func bool(_ row: Int, _ column: Int) -> Bool { withBytes(row, column) { $0.first.map { $0 != 0 } ?? false } }

    /// From `double precision` and `real`.
    func optionalDouble(_ row: Int, _ column: Int) -> Double? {
        isNull(row, column) ? nil : withBytes(row, column, BinaryValue.double)
    }

    func text(_ row: Int, _ column: Int) -> String { withBytes(row, column) { String(decoding: $0, as: UTF8.self) } }

    func optionalText(_ row: Int, _ column: Int) -> String? { isNull(row, column) ? nil : text(row, column) }

    func data(_ row: Int, _ column: Int) -> Data { withBytes(row, column) { Data($0) } }

    func optionalData(_ row: Int, _ column: Int) -> Data? { isNull(row, column) ? nil : data(row, column) }

    func bytes(_ row: Int, _ column: Int) -> [UInt8] { withBytes(row, column) { Array($0) } }

    func uuid(_ row: Int, _ column: Int) -> (high: UInt64, low: UInt64) { withBytes(row, column, BinaryValue.uuid) }
}

/// Arrays of one dimension. A NULL in place of the array is an empty one.
extension Rows {
    /// From `smallint[]`, `integer[]` and `bigint[]`; a NULL among them is 0.
    func integers(_ row: Int, _ column: Int) -> [Int64] { optionalIntegers(row, column).map { $0 ?? 0 } }

    func optionalIntegers(_ row: Int, _ column: Int) -> [Int64?] {
        withBytes(row, column) { BinaryValue.elements($0) { $0.map(BinaryValue.integer) } }
    }

    func uuids(_ row: Int, _ column: Int) -> [(high: UInt64, low: UInt64)] {
        withBytes(row, column) { BinaryValue.elements($0) { $0.map(BinaryValue.uuid) ?? (0, 0) } }
    }

    /// A NULL among them is empty.
    func texts(_ row: Int, _ column: Int) -> [String] {
        withBytes(row, column) { BinaryValue.elements($0) { $0.map { String(decoding: $0, as: UTF8.self) } ?? "" } }
    }
}
