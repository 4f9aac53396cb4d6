import Foundation
import JobKit

/// The findings about the file and its SQLite; a value, so that each finding can be tested without provoking it.
struct FileFindings {
    var journalMode: String
    /// `nil` where there is no log.
    var logBytes: Int?
    var synchronous: SQLiteJobStoreOptions.Synchronous
    /// In the format of `sqlite3_libversion_number`: 3.51.3 is 3,051,003.
    var version: Int
    var limits: DiagnosisLimits

    static var runningVersion: Int { Connection.libraryVersion }

    /// Uses stat(2) and does not open the file: closing a descriptor of a file drops the locks on it.
    static func logBytes(beside path: String) -> Int? {
        // SQLite follows a link, and keeps its log beside the file that it finds.
        let real = realpath(path, nil)
        defer { free(real) }
        var information = stat()
        guard stat((real.map { String(cString: $0) } ?? path) + "-wal", &information) == 0 else { return nil }
        return Int(information.st_size)
    }

    var all: [StoreFinding] { [mode, log, durability, bug].compactMap(\.self) }

    private var mode: StoreFinding? {
        guard journalMode != "wal" else { return nil }
        return StoreFinding(
            .warning, code: "journal_mode", what: "The file is in the journal mode \"\(journalMode)\"",
            detail: "The store puts it into WAL; another program has changed that, and readers and writer wait for each other.",
            remedy: "Have that program leave journal_mode alone, and start every process on the file again.")
    }

    private var log: StoreFinding? {
        guard let logBytes, logBytes > limits.logBytes else { return nil }
        return StoreFinding(
            .warning, code: "log_size", what: "The log beside the file has \(logBytes >> 20) MiB",
            detail:
                "It starts over when no reader needs its beginning any more; somebody has been reading for long, or a burst has just been "
                + "written.",
            remedy:
                "End reading transactions that are left open, in this service and in programs such as sqlite3; the next commits cut the "
                + "log then.")
    }

    private var durability: StoreFinding? {
        guard synchronous == .normal else { return nil }
        return StoreFinding(
            .note, code: "synchronous", what: "synchronous is NORMAL",
            detail: "The last commits may be lost when the machine loses power; a crash of the process loses nothing.",
            remedy: "Leave SQLiteJobStoreOptions.synchronous at .full where what was acknowledged must survive that.")
    }

    private var bug: StoreFinding? {
        guard version < 3_051_003 else { return nil }
        let words = "\(version / 1_000_000).\(version / 1_000 % 1_000).\(version % 1_000)"
        return StoreFinding(
            .note, code: "sqlite_version", what: "SQLite \(words) can lose commits when somebody else checkpoints",
            detail: "The store avoids the bug, which SQLite 3.51.3 has repaired; other connections to the file may not.",
            remedy: "Update SQLite, or run PRAGMA wal_autocheckpoint = 0 on every connection of your own to the file, and never a "
                + "checkpoint.")
    }
}
