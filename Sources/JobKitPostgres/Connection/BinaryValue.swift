/// Reads the server's binary format, and never more bytes than given.
enum BinaryValue {
    /// Of 2, 4 or 8 bytes; 0 for another number of them.
    static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        switch bytes.count {
        case 8: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        case 4: Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        case 2: Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        default: 0
        }
    }

    static func double(_ bytes: UnsafeRawBufferPointer) -> Double {
        switch bytes.count {
        case 8: Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)))
        case 4: Double(Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))
        default: 0
        }
    }

    static func uuid(_ bytes: UnsafeRawBufferPointer) -> (high: UInt64, low: UInt64) {
        guard bytes.count == 16 else { return (0, 0) }
        return (
            UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    /// The results of `read` for an array's elements, with `nil` for a NULL; only for complete elements where the bytes end too soon.
    static func elements<Value>(_ bytes: UnsafeRawBufferPointer, _ read: (UnsafeRawBufferPointer?) -> Value) -> [Value] {
        func number(at offset: Int) -> Int {
            guard offset + 4 <= bytes.count else { return 0 }
            return Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
        }
        // Dimensions, a flag for NULLs, the elements' type; then for the one dimension its size and its first index.
        guard number(at: 0) == 1 else { return [] }
        let count = number(at: 12)
        var offset = 20
        var values: [Value] = []
        // The count may be wrong; an element has four bytes at least.
        values.reserveCapacity(max(0, min(count, bytes.count / 4)))
        while values.count < count, offset + 4 <= bytes.count {
            let length = number(at: offset)
            offset += 4
            guard length >= 0 else {
                values.append(read(nil))
                continue
            }
            guard length <= bytes.count - offset else { break }
            values.append(read(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])))
            offset += length
        }
        return values
    }
}
