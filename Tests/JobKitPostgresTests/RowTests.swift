import Foundation
import JobKit
import Testing

@testable import JobKitPostgres

@Suite(.timeLimit(.minutes(2))) struct RowTests {
    /// Sends values, and returns them as the server sends them back.
    ///
    /// - Parameter columns: their types.
    private func echo(_ columns: KeyValuePairs<Rows.Name, String>, parameters: (inout Parameters) -> Void) throws -> Rows {
        var values = Parameters()
        parameters(&values)
        let columns = columns.enumerated().map { "$\($0.offset + 1)::\($0.element.value) AS \($0.element.key.sql)" }
            .joined(separator: ", ")
        return try #require(Server.connection().run([Command("SELECT \(columns)", values)]).first)
    }

    @Test func `Numbers come back as they were sent`() throws {
        let rows = try echo([
            .seq: "bigint", .due: "bigint", .deadline: "bigint", .lane: "integer", .line: "smallint", .isDue: "boolean",
            .isActive: "boolean", .fraction: "double precision", .age: "float8",
        ]) {
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
        #expect(rows.integer(0, .seq) == .min)
        #expect(rows.optionalInteger(0, .due) == 7)
        #expect(rows.optionalInteger(0, .deadline) == nil)
        #expect(rows.integer(0, .lane) == -70_000)
        #expect(rows.integer(0, .line) == -32_768)
        #expect(rows.bool(0, .isDue))
        #expect(!rows.bool(0, .isActive))
        #expect(rows.optionalDouble(0, .fraction) == 0.1)
        #expect(rows.optionalDouble(0, .age) == nil)
        #expect(rows.isNull(0, .age))
        #expect(!rows.isNull(0, .fraction))
    }

    @Test func `Text, bytes and UUIDs come back as they were sent, empty ones and NULLs too`() throws {
        let rows = try echo([
            .queue: "text", .kind: "text", .message: "text", .open: "bytea", .headers: "bytea", .output: "bytea", .payload: "bytea",
            .result: "bytea", .id: "uuid",
        ]) {
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
        #expect(rows.text(0, .queue) == "Grüße, \"世界\" 🙂\n'; --")
        #expect(rows.optionalText(0, .kind) == "")
        #expect(rows.optionalText(0, .message) == nil)
        #expect(rows.text(0, .message) == "")
        #expect(rows.bytes(0, .open) == [0, 1, 255])
        #expect(rows.optionalData(0, .headers) == Data())
        #expect(rows.optionalData(0, .output) == nil)
        #expect(rows.data(0, .payload) == Data([9, 0, 8]))
        #expect(rows.isNull(0, .result))
        #expect(rows.uuid(0, .id) == (0x0123_4567_89ab_cdef, .max - 1))
        #expect(rows.uuid(0, .queue) == (0, 0), "not sixteen bytes")
    }

    @Test func `An empty value alone is not NULL`() throws {
        #expect(try echo([.name: "text"]) { $0.add("") }.optionalText(0, .name) == "")
    }

    @Test func `The server finds a UUID where it is looked for`() throws {
        let rows = try echo([.id: "uuid"]) { $0.add(uuid: 0x0190_0000_0000_7000, 0x8000_0000_0000_0001) }
        #expect(rows.uuid(0, .id) == (0x0190_0000_0000_7000, 0x8000_0000_0000_0001))
        var values = Parameters()
        values.add(uuid: 0x0190_0000_0000_7000, 0x8000_0000_0000_0001)
        let text = try Server.connection().run([Command("SELECT $1::uuid::text", values)])
        #expect(text[0].text(0, at: 0) == "01900000-0000-7000-8000-000000000001")
    }

    @Test func `Arrays come back as they were sent, empty ones and NULLs too`() throws {
        let rows = try echo([
            .seqs: "bigint[]", .deadlines: "bigint[]", .dues: "bigint[]", .attempts: "integer[]", .lines: "smallint[]", .queues: "text[]",
            .kinds: "text[]", .ids: "uuid[]",
        ]) {
            $0.add([Int64.max, -1, 0])
            $0.add([Int64?](arrayLiteral: 1, nil, 3))
            $0.add([Int64]())
            $0.add([Int32(5), -6])
            $0.add([Int16(7), -8])
            $0.add(["ä", "", "NULL", "{,\"}"])
            $0.add([String]())
            $0.add(uuids: [(1, 2), (.max, 0)])
        }
        #expect(rows.integers(0, .seqs) == [.max, -1, 0])
        #expect(rows.optionalIntegers(0, .deadlines) == [1, nil, 3])
        #expect(rows.integers(0, .deadlines) == [1, 0, 3])
        #expect(rows.integers(0, .dues) == [])
        #expect(!rows.isNull(0, .dues))
        #expect(rows.integers(0, .attempts) == [5, -6])
        #expect(rows.integers(0, .lines) == [7, -8])
        #expect(rows.texts(0, .queues) == ["ä", "", "NULL", "{,\"}"])
        #expect(rows.texts(0, .kinds) == [])
        #expect(rows.uuids(0, .ids).map(\.high) == [1, .max])
        #expect(rows.uuids(0, .ids).map(\.low) == [2, 0])
    }

    @Test func `The server takes arrays of every type apart as they were meant`() throws {
        var values = Parameters()
        values.add([true, false, true])
        values.add([Data([1, 2]), Data()])
        values.add([Data?](arrayLiteral: Data([3]), nil))
        values.add([String?](arrayLiteral: nil, "x"))
        values.add([Data?](arrayLiteral: nil))
        let sql = """
            SELECT $1::boolean[]::text AS queue, $2::bytea[]::text AS kind, $3::bytea[]::text AS name, $4::text[]::text AS message,
                array_length($5::bytea[], 1) AS count, NULL::bigint[] AS seqs
            """
        let rows = try #require(Server.connection().run([Command(sql, values)]).first)
        #expect(rows.text(0, .queue) == "{t,f,t}")
        #expect(rows.text(0, .kind) == "{\"\\\\x0102\",\"\\\\x\"}")
        #expect(rows.text(0, .name) == "{\"\\\\x03\",NULL}")
        #expect(rows.text(0, .message) == "{NULL,x}")
        #expect(rows.integer(0, .count) == 1)
        #expect(rows.integers(0, .seqs) == [])
        #expect(rows.isNull(0, .seqs))
    }

    @Test func `Values of ten megabytes come back whole`() throws {
        let size = 10_000_000
        let bytes = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
        let text = String(repeating: "a€", count: size / 4)
        let rows = try echo([.payload: "bytea", .message: "text", .tags: "text[]"]) {
            $0.add(Data?(bytes))
            $0.add(text)
            $0.add([text, "end"])
        }
        #expect(rows.data(0, .payload) == bytes)
        #expect(rows.text(0, .message) == text)
        #expect(rows.texts(0, .tags).map(\.utf8.count) == [size, 3])
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
        let rows = try #require(Server.connection().run([Command("SELECT 1 AS seq")]).first)
        for (row, name) in [(1, .seq), (0, .due), (-1, .seq), (.max, .due)] as [(Int, Rows.Name)] {
            #expect(rows.isNull(row, name))
            #expect(rows.integer(row, name) == 0)
            #expect(rows.text(row, name) == "")
            #expect(rows.integers(row, name) == [])
        }
        for column in [-1, 1, .max] as [Int32] { #expect(rows.text(0, at: column) == "") }
    }

    @Test func `A column is found by its name, wherever it stands, and in a statement's later results too`() throws {
        let connection = try Server.connection()
        let statements = [Command("SELECT 1 AS created_at, 2 AS due"), Command("SELECT 2 AS due, 1 AS created_at")]
        for rows in try connection.run(statements + statements) + connection.run(statements) {
            #expect(rows.integer(0, .createdAt) == 1)
            #expect(rows.integer(0, .due) == 2)
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
