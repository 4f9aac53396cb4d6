import Foundation

/// Rows for `COPY … FROM STDIN (FORMAT binary)`: a number of fields, then each field after its length.
struct CopyData {
    private(set) var bytes: [UInt8] = []

    /// Before the first row: the format's signature, no flags, no extension.
    mutating func begin() { bytes += Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8) }

    /// After the last row.
    mutating func end() { append(Int16(-1)) }

    mutating func beginRow(fields: Int16) { append(fields) }

    mutating func add<Value: FixedWidthInteger>(_ value: Value) {
        append(Int32(MemoryLayout<Value>.size))
        append(value)
    }

    mutating func add<Value: FixedWidthInteger>(_ value: Value?) {
        if let value { add(value) } else { addNull() }
    }

    mutating func add(uuid high: UInt64, _ low: UInt64) {
        append(Int32(16))
        append(high)
        append(low)
    }

    mutating func add(_ value: Data?) {
        guard let value else { return addNull() }
        append(Int32(clamping: value.count))
        value.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// A one-dimensional array of texts; NULL for none.
    mutating func add(tags: [String]) {
        guard !tags.isEmpty else { return addNull() }
        // One dimension, no NULL, of text; the number of elements, from index 1 on; each after its length.
        append(Int32(20 + tags.reduce(0) { $0 + 4 + $1.utf8.count }))
        for number in [1, 0, 25, tags.count, 1] { append(Int32(number)) }
        for tag in tags {
            append(Int32(tag.utf8.count))
            bytes.append(contentsOf: tag.utf8)
        }
    }

    mutating func addNull() { append(Int32(-1)) }

    private mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
