import Foundation
import JobKit
import Testing

@testable import JobKitPostgres

@Suite(.timeLimit(.minutes(2))) struct RowTests {
    /// What comes back when it is sent.
    private func echo(_ types: String..., parameters: (inout Parameters) -> Void) throws -> Rows {
        var values = Parameters()
        parameters(&values)
        let columns = types.enumerated().map { "$\($0.offset + 1)::\($0.element)" }.joined(separator: ", ")
        return try #require(Server.connection().run([Command("SELECT \(columns)", values)]).first)
    }

    @Test func `Numbers come back as they were sent`() throws {
        let rows = try echo("bigint", "bigint", "bigint", "integer", "smallint", "boolean", "boolean", "double precision", "float8") {
            $0.add(Int64.min)
            $0.add(Int64?(7))
            $0.add(Int64?.none)
            $0.add(Int32(-70_000))
            $0.add(Int16.min)
            $0.add(true)
            $0.add(false)
            $0.add(Double?(0.1))
            $0.add(Double?.none)
        }
        #expect(rows.count == 1)
        #expect(rows.integer(0, 0) == .min)
        #expect(rows.optionalInteger(0, 1) == 7)
        #expect(rows.optionalInteger(0, 2) == nil)
        #expect(rows.integer(0, 3) == -70_000)
        #expect(rows.integer(0, 4) == -32_768)
        #expect(rows.bool(0, 5))
        #expect(!rows.bool(0, 6))
        #expect(rows.optionalDouble(0, 7) == 0.1)
        #expect(rows.optionalDouble(0, 8) == nil)
        #expect(rows.isNull(0, 8))
        #expect(!rows.isNull(0, 7))
    }

    @Test func `Text, bytes and UUIDs come back as they were sent, empty ones and NULLs too`() throws {
        let rows = try echo("text", "text", "text", "bytea", "bytea", "bytea", "bytea", "bytea", "uuid") {
            $0.add("Grüße, \"世界\" 🙂\n'; --")
            $0.add("")
            $0.add(String?.none)
            $0.add([UInt8]?([0, 1, 255]))
            $0.add([UInt8]?([]))
            $0.add([UInt8]?.none)
            $0.add(Data?(Data([9, 0, 8])))
            $0.add(Data?.none)
            $0.add(uuid: 0x0123_4567_89ab_cdef, .max - 1)
        }
        #expect(rows.text(0, 0) == "Grüße, \"世界\" 🙂\n'; --")
        #expect(rows.optionalText(0, 1) == "")
        #expect(rows.optionalText(0, 2) == nil)
        #expect(rows.text(0, 2) == "")
        #expect(rows.bytes(0, 3) == [0, 1, 255])
        #expect(rows.optionalData(0, 4) == Data())
        #expect(rows.optionalData(0, 5) == nil)
        #expect(rows.data(0, 6) == Data([9, 0, 8]))
        #expect(rows.isNull(0, 7))
        #expect(rows.uuid(0, 8) == (0x0123_4567_89ab_cdef, .max - 1))
        #expect(rows.uuid(0, 0) == (0, 0), "not sixteen bytes")
    }

    @Test func `An empty value alone is not NULL`() throws {
        #expect(try echo("text") { $0.add("") }.optionalText(0, 0) == "")
    }

    @Test func `The server finds a UUID where it is looked for`() throws {
        let rows = try echo("uuid") { $0.add(uuid: 0x0190_0000_0000_7000, 0x8000_0000_0000_0001) }
        #expect(rows.uuid(0, 0) == (0x0190_0000_0000_7000, 0x8000_0000_0000_0001))
        var values = Parameters()
        values.add(uuid: 0x0190_0000_0000_7000, 0x8000_0000_0000_0001)
        let text = try Server.connection().run([Command("SELECT $1::uuid::text", values)])
        #expect(text[0].text(0, 0) == "01900000-0000-7000-8000-000000000001")
    }

    @Test func `Arrays come back as they were sent, empty ones and NULLs too`() throws {
        let rows = try echo("bigint[]", "bigint[]", "bigint[]", "integer[]", "smallint[]", "text[]", "text[]", "uuid[]") {
            $0.add([Int64.max, -1, 0])
            $0.add([Int64?](arrayLiteral: 1, nil, 3))
            $0.add([Int64]())
            $0.add([Int32(5), -6])
            $0.add([Int16(7), -8])
            $0.add(["ä", "", "NULL", "{,\"}"])
            $0.add([String]())
            $0.add(uuids: [(1, 2), (.max, 0)])
        }
        #expect(rows.integers(0, 0) == [.max, -1, 0])
        #expect(rows.optionalIntegers(0, 1) == [1, nil, 3])
        #expect(rows.integers(0, 1) == [1, 0, 3])
        #expect(rows.integers(0, 2) == [])
        #expect(!rows.isNull(0, 2))
        #expect(rows.integers(0, 3) == [5, -6])
        #expect(rows.integers(0, 4) == [7, -8])
        #expect(rows.texts(0, 5) == ["ä", "", "NULL", "{,\"}"])
        #expect(rows.texts(0, 6) == [])
        #expect(rows.uuids(0, 7).map(\.high) == [1, .max])
        #expect(rows.uuids(0, 7).map(\.low) == [2, 0])
    }

    @Test func `The server takes arrays of every type apart as they were meant`() throws {
        var values = Parameters()
        values.add([true, false, true])
        values.add([Data([1, 2]), Data()])
        values.add([Data?](arrayLiteral: Data([3]), nil))
        values.add([String?](arrayLiteral: nil, "x"))
        values.add([Data?](arrayLiteral: nil))
        let sql = """
            SELECT $1::boolean[]::text, $2::bytea[]::text, $3::bytea[]::text, $4::text[]::text, array_length($5::bytea[], 1), NULL::bigint[]
            """
        let rows = try #require(Server.connection().run([Command(sql, values)]).first)
        #expect(rows.text(0, 0) == "{t,f,t}")
        #expect(rows.text(0, 1) == "{\"\\\\x0102\",\"\\\\x\"}")
        #expect(rows.text(0, 2) == "{\"\\\\x03\",NULL}")
        #expect(rows.text(0, 3) == "{NULL,x}")
        #expect(rows.integer(0, 4) == 1)
        #expect(rows.integers(0, 5) == [])
        #expect(rows.isNull(0, 5))
    }

    @Test func `Values of ten megabytes come back whole`() throws {
        let size = 10_000_000
        let bytes = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
        let text = String(repeating: "a€", count: size / 4)
        let rows = try echo("bytea", "text", "text[]") {
            $0.add(Data?(bytes))
            $0.add(text)
            $0.add([text, "end"])
        }
        #expect(rows.data(0, 0) == bytes)
        #expect(rows.text(0, 1) == text)
        #expect(rows.texts(0, 2).map(\.utf8.count) == [size, 3])
    }

    @Test(arguments: ["text", "text[]"]) func `A NUL in text is refused as invalid, and the connection is usable after it`(type: String)
        throws
    {
        let connection = try Server.connection()
        var values = Parameters()
        if type == "text" { values.add("a\0b") } else { values.add(["a\0b"]) }
        let failure = #expect(throws: PostgresFailure.self) { try connection.run([Command("SELECT $1::\(type)", values)]) }
        #expect(failure?.state == "22021")
        #expect(failure?.storeError("enqueue into x").code == .invalid)
        #expect(try connection.integer("SELECT 1") == 1)
    }

    @Test func `Rows and columns that are not there are empty`() throws {
        let rows = try #require(Server.connection().run([Command("SELECT 1")]).first)
        for (row, column) in [(1, 0), (0, 1), (-1, 0), (0, -1), (.max, .max)] {
            #expect(rows.isNull(row, column))
            #expect(rows.integer(row, column) == 0)
            #expect(rows.text(row, column) == "")
            #expect(rows.integers(row, column) == [])
        }
    }

    @Test func `The number of rows that a command wrote is told`() throws {
        let rows = try Server.connection().run([
            Command("CREATE TEMPORARY TABLE numbers (number bigint)"), Command("INSERT INTO numbers SELECT generate_series(1, 7)"),
            Command("DELETE FROM numbers WHERE number > 4"),
        ])
        #expect(rows.map(\.affected) == [0, 7, 3])
    }

    @Test func `Bytes that are no array never lead out of bounds`() {
        var array = Parameters()
        array.add([String?](arrayLiteral: "one", nil, "three"))
        var claimsMany = array.bytes
        claimsMany.replaceSubrange(12..<16, with: [0x7f, 0xff, 0xff, 0xff])
        var claimsLong = array.bytes
        claimsLong.replaceSubrange(20..<24, with: [0x7f, 0xff, 0xff, 0xff])
        var claimsNegative = array.bytes
        claimsNegative.replaceSubrange(12..<16, with: [0xff, 0xff, 0xff, 0xff])
        func texts(_ bytes: [UInt8]) -> [String?] {
            // In a block of its own size, so that a sanitizer would see a byte too many.
            let block = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
            defer { block.deallocate() }
            block.copyBytes(from: bytes)
            return BinaryValue.elements(UnsafeRawBufferPointer(block)) { $0.map { String(decoding: $0, as: UTF8.self) } }
        }
        #expect(texts(array.bytes) == ["one", nil, "three"])
        #expect(texts(claimsMany) == ["one", nil, "three"])
        #expect(texts(claimsLong) == [])
        #expect(texts(claimsNegative) == [])
        for length in 0..<array.bytes.count { #expect(texts(Array(array.bytes[..<length])).count < 3) }
    }

    @Test func `A number of another length is zero`() {
        for length in 0..<20 where ![2, 4, 8].contains(length) {
            [UInt8](repeating: 1, count: length).withUnsafeBytes { bytes in
                #expect(BinaryValue.integer(bytes) == 0)
                #expect(BinaryValue.double(bytes) == 0)
            }
        }
    }
}
