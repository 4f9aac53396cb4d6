import CSQLite
import Foundation
import JobKit

/// A copy of the whole database in a file of its own: written under another name, synced to the disk before it gets its own, never over
/// another file.
struct Backup {
    let path: String
    /// Makes the draft's name differ from that of another backup to the same path.
    let random: UInt64
    let subject: String

    private var draft: String { "\(path)-new-\(String(random, radix: 16))" }

    /// - Parameter source: in a transaction, whose snapshot is copied.
    func make(from source: Connection) throws {
        var information = stat()
        guard lstat(path, &information) != 0 else { throw alreadyThere }
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw systemError("\(draft) cannot be created") }
        close(descriptor)
        defer { for suffix in ["", "-journal"] { unlink(draft + suffix) } }
        try source.copy(to: draft)
        try sync(draft)
        // A link, because a rename would replace a file that another process has put there meanwhile.
        if link(draft, path) != 0 {
            if errno == EEXIST { throw alreadyThere }
            guard rename(draft, path) == 0 else { throw systemError("\(draft) cannot be given its name") }
        }
        try sync((path as NSString).deletingLastPathComponent)
    }

    private func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError("\(path) cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw systemError("\(path) cannot be brought to the disk") }
    }

    private var alreadyThere: JobStoreError {
        JobStoreError(
            .invalid, subject: subject, cause: "\(path) exists already", remedy: "Name a file that does not exist, or move that one away.")
    }

    private func systemError(_ cause: String) -> JobStoreError {
        JobStoreError(
            .unavailable, subject: subject, cause: "\(cause) (\(String(cString: strerror(errno))))",
            remedy: "Check that the directory exists, that this user may write to it, and the free space.")
    }
}

extension Connection {
    /// Page by page, in one step, into an empty file; writers go on meanwhile, and the log grows until it ends.
    fileprivate func copy(to path: String) throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        defer { sqlite3_close_v2(opened) }
        guard code == SQLITE_OK, let opened else { throw SQLiteFailure(code: code, message: String(cString: sqlite3_errstr(code))) }
        // A new file that is removed when this fails: it is synced to the disk once, at the end.
        sqlite3_exec(opened, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", nil, nil, nil)
        let backup = withHandle { sqlite3_backup_init(opened, "main", $0, "main") }
        let stepped = backup.map { sqlite3_backup_step($0, -1) }
        sqlite3_backup_finish(backup)
        guard stepped == SQLITE_DONE else {
            throw SQLiteFailure(code: sqlite3_extended_errcode(opened), message: String(cString: sqlite3_errmsg(opened)))
        }
    }
}
