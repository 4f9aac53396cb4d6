import CSQLite
import Foundation

/// One prepared statement. Lives on its connection's thread.
///
/// Binding never throws: the first failure is kept and thrown by the next step, so that a batch has one place per row that can fail.
final class Statement {
    private let handle: OpaquePointer
    private let database: OpaquePointer
    /// The place of each name among the columns and the parameters, looked up once; a missing name is out of range.
    private let columns: [Int32]
    private let parameters: [Int32]
    private var bindingFailure: Int32 = SQLITE_OK

    init(_ sql: String, database: OpaquePointer) throws {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else {
            throw SQLiteFailure(code: sqlite3_extended_errcode(database), message: String(cString: sqlite3_errmsg(database)))
        }
        handle = prepared
        self.database = database
        columns = Name.places(0..<sqlite3_column_count(prepared), absent: -1) { sqlite3_column_name(prepared, $0) }
        parameters = Name.places(1..<sqlite3_bind_parameter_count(prepared) + 1, absent: 0) {
            // Without its colon.
            sqlite3_bind_parameter_name(prepared, $0)?.advanced(by: 1)
        }
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Whether there is a row to read.
    func step() throws -> Bool {
        if bindingFailure != SQLITE_OK {
            let code = bindingFailure
            bindingFailure = SQLITE_OK
            sqlite3_reset(handle)
            throw SQLiteFailure(code: code, message: String(cString: sqlite3_errstr(code)))
        }
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        // Copied before the reset, which may replace it.
        let failure = SQLiteFailure(code: sqlite3_extended_errcode(database), message: String(cString: sqlite3_errmsg(database)))
        sqlite3_reset(handle)
        throw failure
    }

    /// Steps to the end and resets the cursor.
    func run() throws {
        while try step() {}
        sqlite3_reset(handle)
    }

    /// Runs `body` for each row, and resets the cursor also when it throws.
    func forEachRow(_ body: (Statement) throws -> Void) throws {
        defer { sqlite3_reset(handle) }
        while try step() { try body(self) }
    }

    /// The result of `body` for the first row; `nil` when there is none.
    func firstRow<Value>(_ body: (Statement) throws -> Value) throws -> Value? {
        defer { sqlite3_reset(handle) }
        return try step() ? try body(self) : nil
    }

    func reset() {
        sqlite3_reset(handle)
    }
}

/// Binds values by name. A name that the statement has no parameter for fails its next step.
extension Statement {
    /// Tells SQLite to copy the bound bytes.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func parameter(_ name: Name) -> Int32 { parameters[name.rawValue] }

    private func note(_ code: Int32) {
        if code != SQLITE_OK, bindingFailure == SQLITE_OK { bindingFailure = code }
    }

    func bind(_ name: Name, _ value: Int64) {
        note(sqlite3_bind_int64(handle, parameter(name), value))
    }

    func bind(_ name: Name, _ value: Int64?) {
        note(value.map { sqlite3_bind_int64(handle, parameter(name), $0) } ?? sqlite3_bind_null(handle, parameter(name)))
    }

    func bind(_ name: Name, _ value: Double?) {
        note(value.map { sqlite3_bind_double(handle, parameter(name), $0) } ?? sqlite3_bind_null(handle, parameter(name)))
    }

    /// With its length, so that a NUL inside does not end the text.
    func bind(_ name: Name, _ value: String) {
        var value = value
        let code = value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { sqlite3_bind_text(handle, parameter(name), $0, Int32(clamping: text.count), Self.transient) }
            }
        }
        note(code ?? sqlite3_bind_text(handle, parameter(name), "", 0, nil))
    }

    func bind(_ name: Name, _ value: String?) {
        if let value { bind(name, value) } else { note(sqlite3_bind_null(handle, parameter(name))) }
    }

    func bind(_ name: Name, _ bytes: UnsafeRawBufferPointer) {
        note(blob(name, bytes, Self.transient))
    }

    func bind(_ name: Name, _ value: [UInt8]?) {
        guard let value else { return note(sqlite3_bind_null(handle, parameter(name))) }
        value.withUnsafeBytes { bind(name, $0) }
    }

    func bind(_ name: Name, _ value: Data?) {
        guard let value else { return note(sqlite3_bind_null(handle, parameter(name))) }
        value.withUnsafeBytes { bind(name, $0) }
    }

    /// Sixteen bytes, big-endian.
    func bind(_ name: Name, high: UInt64, low: UInt64) {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bind(name, $0) }
    }

    /// Runs with `value` bound without a copy: SQLite uses its bytes during this call only.
    func run(with value: Data, as name: Name) throws {
        try value.withUnsafeBytes { bytes in
            note(blob(name, bytes, nil))
            defer { sqlite3_bind_null(handle, parameter(name)) }
            try run()
        }
    }

    private func blob(_ name: Name, _ bytes: UnsafeRawBufferPointer, _ destructor: sqlite3_destructor_type?) -> Int32 {
        // A null pointer would bind NULL, not the empty blob.
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, parameter(name), 0) }
        return sqlite3_bind_blob64(handle, parameter(name), base, UInt64(bytes.count), destructor)
    }
}

/// Columns of the current row, by name.
extension Statement {
    private func column(_ name: Name) -> Int32 {
        let place = columns[name.rawValue]
        precondition(place >= 0, "the statement gives no \(name)")
        return place
    }

    func isNull(_ name: Name) -> Bool { sqlite3_column_type(handle, column(name)) == SQLITE_NULL }
    func integer(_ name: Name) -> Int64 { sqlite3_column_int64(handle, column(name)) }
    func optionalInteger(_ name: Name) -> Int64? { isNull(name) ? nil : integer(name) }
    func double(_ name: Name) -> Double? { isNull(name) ? nil : sqlite3_column_double(handle, column(name)) }
    func data(_ name: Name) -> Data { bytes(name) { Data($0) } }
    func array(_ name: Name) -> [UInt8] { bytes(name) { Array($0) } }
    /// Requesting the text first makes SQLite convert it: a database of the service's own may be in UTF-16.
    func text(_ name: Name) -> String {
        _ = sqlite3_column_text(handle, column(name))
        return bytes(name) { String(decoding: $0, as: UTF8.self) }
    }
    func optionalText(_ name: Name) -> String? { isNull(name) ? nil : text(name) }

    /// The bytes stay valid only inside `body`.
    func bytes<Value>(_ name: Name, _ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        let place = column(name)
        let start = sqlite3_column_blob(handle, place)
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, place))))
    }

    /// Sixteen bytes, big-endian; zeros where the column holds another value.
    func pair(_ name: Name) -> (high: UInt64, low: UInt64) {
        bytes(name) { bytes in
            guard bytes.count == 16 else { return (0, 0) }
            return (
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }
}

/// Columns by place, counted from 0: for computed columns, such as a sum.
extension Statement {
    func optionalInteger(at column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
    }
}
