import CSQLite
import Foundation

/// One prepared statement. Lives on its connection's thread.
///
/// Binding never throws: the first failure is kept and thrown by the next step, so that a batch has one place that can fail per row.
final class Statement {
    private let handle: OpaquePointer
    private let database: OpaquePointer
    private var bindingFailure: Int32 = SQLITE_OK

    init(_ sql: String, database: OpaquePointer) throws {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else {
            throw SQLiteFailure(code: sqlite3_extended_errcode(database), message: String(cString: sqlite3_errmsg(database)))
        }
        handle = prepared
        self.database = database
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

    /// Steps to the end and lets go of the cursor.
    func run() throws {
        while try step() {}
        sqlite3_reset(handle)
    }

    /// Runs `body` for each row, and lets go of the cursor however that ends.
    func forEachRow(_ body: (Statement) throws -> Void) throws {
        defer { sqlite3_reset(handle) }
        while try step() { try body(self) }
    }

    /// What `body` makes of the first row; `nil` when there is none.
    func firstRow<Value>(_ body: (Statement) throws -> Value) throws -> Value? {
        defer { sqlite3_reset(handle) }
        return try step() ? try body(self) : nil
    }

    func reset() {
        sqlite3_reset(handle)
    }
}

/// Values in, counted from 1.
extension Statement {
    /// SQLite copies what is bound so.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func note(_ code: Int32) {
        if code != SQLITE_OK, bindingFailure == SQLITE_OK { bindingFailure = code }
    }

    func bind(_ index: Int32, _ value: Int64) {
        note(sqlite3_bind_int64(handle, index, value))
    }

    func bind(_ index: Int32, _ value: Int64?) {
        note(value.map { sqlite3_bind_int64(handle, index, $0) } ?? sqlite3_bind_null(handle, index))
    }

    func bind(_ index: Int32, _ value: Double?) {
        note(value.map { sqlite3_bind_double(handle, index, $0) } ?? sqlite3_bind_null(handle, index))
    }

    /// With its length, so that a NUL inside does not end the text.
    func bind(_ index: Int32, _ value: String) {
        var value = value
        let code = value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { sqlite3_bind_text(handle, index, $0, Int32(clamping: text.count), Self.transient) }
            }
        }
        note(code ?? sqlite3_bind_text(handle, index, "", 0, nil))
    }

    func bind(_ index: Int32, _ value: String?) {
        if let value { bind(index, value) } else { note(sqlite3_bind_null(handle, index)) }
    }

    func bind(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
        note(blob(index, bytes, Self.transient))
    }

    func bind(_ index: Int32, _ value: [UInt8]?) {
        guard let value else { return note(sqlite3_bind_null(handle, index)) }
        value.withUnsafeBytes { bind(index, $0) }
    }

    func bind(_ index: Int32, _ value: Data?) {
        guard let value else { return note(sqlite3_bind_null(handle, index)) }
        value.withUnsafeBytes { bind(index, $0) }
    }

    /// Sixteen bytes, big-endian.
    func bind(_ index: Int32, high: UInt64, low: UInt64) {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bind(index, $0) }
    }

    /// Runs with `value` bound without a copy: its bytes are SQLite's for the length of this call only.
    func run(with value: Data, at index: Int32) throws {
        try value.withUnsafeBytes { bytes in
            note(blob(index, bytes, nil))
            defer { sqlite3_bind_null(handle, index) }
            try run()
        }
    }

    private func blob(_ index: Int32, _ bytes: UnsafeRawBufferPointer, _ destructor: sqlite3_destructor_type?) -> Int32 {
        // A null pointer would bind NULL, not the empty blob.
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
        return sqlite3_bind_blob64(handle, index, base, UInt64(bytes.count), destructor)
    }
}

/// Columns of the current row, counted from 0.
extension Statement {
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
    func double(_ column: Int32) -> Double? { isNull(column) ? nil : sqlite3_column_double(handle, column) }
    func data(_ column: Int32) -> Data { bytes(column) { Data($0) } }
    func array(_ column: Int32) -> [UInt8] { bytes(column) { Array($0) } }
    /// Asking for the text first makes SQLite convert it: a database of the service's own may be in UTF-16.
    func text(_ column: Int32) -> String {
        _ = sqlite3_column_text(handle, column)
        return bytes(column) { String(decoding: $0, as: UTF8.self) }
    }
    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// The bytes stay valid only inside `body`.
    func bytes<Value>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        let start = sqlite3_column_blob(handle, column)
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column))))
    }

    /// Sixteen bytes, big-endian; zeros where the column holds something else.
    func pair(_ column: Int32) -> (high: UInt64, low: UInt64) {
        bytes(column) { bytes in
            guard bytes.count == 16 else { return (0, 0) }
            return (
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }
}
