import JobKit
import JobKitSQLite
import Logging

struct FileDatabase: TortureDatabase {
    static let scheme = "sqlite:"

    let path: String

    var address: String { Self.scheme + path }
    var log: String? { path + "-wal" }
    /// In the middle of a transaction it holds the file's only write lock.
    var bearsStops: Bool { false }

    func makeStore(_ options: Options, logger: Logger?) throws -> any JobStore {
        SQLiteJobStore(path: path, options: .init(synchronous: options.synchronous), logger: logger)
    }

    func reader() throws -> any PlainReader { try PlainDatabase(path) }
}
