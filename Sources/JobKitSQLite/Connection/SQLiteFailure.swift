import CSQLite
import JobKit

/// A result of SQLite other than OK. Stays inside this target; callers get the `JobStoreError` made from it.
struct SQLiteFailure: Error {
    /// The extended result code.
    let code: Int32
    let message: String

    var primaryCode: Int32 { code & 0xff }

    /// Whether another connection holds a lock, which it will release.
    var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }

    /// Whether the data that was read is damaged; the rest of the file may be sound.
    var isDamage: Bool { primaryCode == SQLITE_CORRUPT }

    /// The error for callers.
    ///
    /// - Parameter subject: the operation and its file.
    func storeError(_ subject: String) -> JobStoreError {
        let cause = "SQLite says \"\(message)\" (code \(code))"
        func error(_ code: JobStoreError.Code, _ remedy: String) -> JobStoreError {
            JobStoreError(code, subject: subject, cause: cause, remedy: remedy)
        }
        switch primaryCode {
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
            return error(
                .unavailable,
                "Another connection has kept the file locked for longer than the busy timeout: look for a transaction that is left open, "
                    + "and try again.")
        case SQLITE_FULL:
            return error(.unavailable, "The disk is full: make room, and try again. Nothing was changed.")
        case SQLITE_NOMEM, SQLITE_INTERRUPT:
            return error(.unavailable, "Try again when memory is free.")
        case SQLITE_IOERR:
            return error(.unavailable, "The file system failed to read or write: check the disk and its quota, and try again.")
        case SQLITE_CANTOPEN:
            return error(
                .unavailable, "Check that the directory exists, that this user may write to it, and that files can still be opened.")
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
            return error(.unusable, "Make the file and its directory writable for this user.")
        case SQLITE_NOTADB:
            return error(.unusable, "The file is no SQLite database and was left as it is: check the path, or move the file away.")
        case SQLITE_CORRUPT:
            return error(
                .unusable,
                "The file is damaged and was left as it is: stop every process that uses it, and restore a backup or run .recover.")
        case SQLITE_TOOBIG:
            return error(.invalid, "A value is larger than SQLite stores; keep payloads and outputs small.")
        default:
            return error(
                .internalInconsistency, "This is a bug in JobKit, or another program has changed JobKit's tables; please report it.")
        }
    }
}
