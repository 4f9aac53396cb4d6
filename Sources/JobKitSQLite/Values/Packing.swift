import JobKit

/// Writes numbers and texts one after the other, small numbers in few bytes (LEB128; signed ones in zigzag).
struct PackedWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    mutating func write(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func write(_ value: Int64) {
        write(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    mutating func write(_ text: String) {
        write(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }
}

/// Reads the output of `PackedWriter`; throws where the bytes end early, and never reads past them.
struct PackedReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func unsigned() throws -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < bytes.count else { break }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw inconsistent("packed bytes end early")
    }

    mutating func signed() throws -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func text() throws -> String {
        let count = try unsigned()
        guard count <= UInt64(bytes.count - position) else { throw inconsistent("packed bytes end early") }
        defer { position += Int(count) }
        return String(decoding: bytes[position..<position + Int(count)], as: UTF8.self)
    }
}

/// Lists of texts in a column's format; NULL where there are none.
enum PackedTexts {
    static func pack(_ texts: [String]) -> [UInt8]? {
        guard !texts.isEmpty else { return nil }
        var writer = PackedWriter()
        for text in texts { writer.write(text) }
        return writer.bytes
    }

    static func pack(_ headers: [String: String]) -> [UInt8]? {
        guard !headers.isEmpty else { return nil }
        var writer = PackedWriter()
        for (name, value) in headers {
            writer.write(name)
            writer.write(value)
        }
        return writer.bytes
    }

    static func texts(_ bytes: UnsafeRawBufferPointer) throws -> [String] {
        var reader = PackedReader(bytes)
        var texts: [String] = []
        while !reader.isAtEnd { texts.append(try reader.text()) }
        return texts
    }

    static func headers(_ bytes: UnsafeRawBufferPointer) throws -> [String: String] {
        guard !bytes.isEmpty else { return [:] }
        var reader = PackedReader(bytes)
        var headers: [String: String] = [:]
        while !reader.isAtEnd { headers[try reader.text()] = try reader.text() }
        return headers
    }
}
