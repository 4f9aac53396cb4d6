import Foundation

/// The values of a command in libpq's binary format, one after the other in one buffer.
///
/// Types are not sent along: every `$n` in the SQL is cast there, so that the server knows the type of the bytes.
struct Parameters: Sendable {
    /// The bytes of all values; a NULL has none.
    private(set) var bytes: [UInt8] = []
    /// The length of each value, -1 for NULL, as libpq needs them.
    private(set) var lengths: [Int32] = []

    init() {}

    var count: Int { lengths.count }

    mutating func add(_ value: Int64) {
        append(value)
        lengths.append(8)
    }

    mutating func add(_ value: Int64?) {
        if let value { add(value) } else { addNull() }
    }

    mutating func add(_ value: Int32) {
        append(value)
        lengths.append(4)
    }

    mutating func add(_ value: Int16) {
        append(value)
        lengths.append(2)
    }

    mutating func add(_ value: Bool) {
        bytes.append(value ? 1 : 0)
        lengths.append(1)
    }

    mutating func add(_ value: Double?) {
        if let value { add(Int64(bitPattern: value.bitPattern)) } else { addNull() }
    }

    /// Text may hold a NUL here; the server refuses it.
    mutating func add(_ value: String) {
        adding { $0.append(value) }
    }

    mutating func add(_ value: String?) {
        if let value { add(value) } else { addNull() }
    }

    mutating func add(_ value: [UInt8]?) {
        if let value { adding { $0.bytes.append(contentsOf: value) } } else { addNull() }
    }

    mutating func add(_ value: Data?) {
        if let value { adding { $0.append(value) } } else { addNull() }
    }

    mutating func add(uuid high: UInt64, _ low: UInt64) {
        append(high)
        append(low)
        lengths.append(16)
    }

    mutating func addNull() {
        lengths.append(-1)
    }
}

/// The parts of values; `Parameters+Arrays` uses it too.
extension Parameters {
    /// Notes the bytes that `body` appends as one value. `Connection` refuses more bytes than libpq accepts, by their sum.
    mutating func adding(_ body: (inout Parameters) -> Void) {
        let start = bytes.count
        body(&self)
        lengths.append(Int32(clamping: bytes.count - start))
    }

    /// In network byte order.
    mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ value: String) {
        bytes.append(contentsOf: value.utf8)
    }

    mutating func append(_ value: Data) {
        value.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}

extension Parameters {
    /// Passes `body` the address and the length of each value and, for each, that it is binary. The pointers are valid only inside.
    func withPointers<Value>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) throws -> Value
    ) rethrows -> Value {
        try withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count + 1) { values in
            try withUnsafeTemporaryAllocation(of: Int32.self, capacity: count + 1) { formats in
                try bytes.withUnsafeBytes { bytes in
                    // An empty value needs an address too: a null pointer would be NULL.
                    let start = (bytes.baseAddress ?? UnsafeRawPointer(formats.baseAddress))?.assumingMemoryBound(to: CChar.self)
                    var offset = 0
                    for (index, length) in lengths.enumerated() {
                        values[index] = length < 0 ? nil : start?.advanced(by: offset)
                        formats[index] = 1
                        offset += Int(max(0, length))
                    }
                    return try lengths.withUnsafeBufferPointer { lengths in
                        // libpq reads nothing where there is no parameter.
                        let none = UnsafePointer(formats.baseAddress.unsafelyUnwrapped)
                        return try body(UnsafePointer(values.baseAddress.unsafelyUnwrapped), lengths.baseAddress ?? none, none)
                    }
                }
            }
        }
    }
}
