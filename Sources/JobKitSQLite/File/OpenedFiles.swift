import Foundation
import Synchronization

/// Whether the path still leads to the files that the store has open.
///
/// SQLite goes on writing to a file that was moved away, deleted or replaced: a commit succeeds, and no process that opens the path will
/// ever see it. So no write is acknowledged before this check has passed after the commit. The log and its index count as well: without
/// them other processes would not see the commit, or not the locks. Only stat(2) is used: opening and closing a second descriptor would
/// drop the process's locks on the file.
final class OpenedFiles: Sendable {
    private struct Identity: Equatable {
        let device: dev_t
        let inode: ino_t

        init?(_ path: String) {
            var information = stat()
            guard stat(path, &information) == 0 else { return nil }
            device = information.st_dev
            inode = information.st_ino
        }
    }

    private struct Files {
        /// The log and its index are beside the file that a link leads to, as SQLite puts them.
        var paths: [String] = []
        var identities: [Identity?] = []
        var commits = 0
        /// Whether the last check failed.
        var wereMissed = false

        /// - Parameter log: whether to check log and index too.
        mutating func look(log: Bool) -> Bool {
            wereMissed = false
            for index in paths.indices.prefix(log ? 3 : 1) where Identity(paths[index]) != identities[index] { wereMissed = true }
            return !wereMissed
        }
    }

    private let path: String
    private let files = Mutex(Files())

    init(_ path: String) {
        self.path = path
    }

    /// Call this before the file is opened: the next check then notices a file that takes its place meanwhile.
    func noteFile() {
        files.withLock { $0 = Files(paths: [path], identities: [Identity(path)]) }
    }

    /// Call this when a connection has read, so that SQLite has opened all three files, and keep that connection open for as long as the
    /// store is: an inode that is in use is not given to another file.
    func noteLog() {
        let real = realpath(path, nil)
        defer { free(real) }
        let resolved = real.map { String(cString: $0) } ?? path
        let paths = [resolved + "-wal", resolved + "-shm"]
        files.withLock { files in
            files.paths += paths
            files.identities += paths.map { Identity($0) }
        }
    }

    /// Checks all noted files.
    var areInPlace: Bool { files.withLock { $0.look(log: true) } }

    /// For after a commit: checks the file, and only at intervals the log and index, because each call costs as much as a small part of a
    /// commit. The readers and the watcher check all three; a file that they miss is checked here.
    var areInPlaceAfterCommit: Bool {
        files.withLock { files in
            files.commits &+= 1
            return files.look(log: files.wereMissed || files.commits % Self.commitsPerFullLook == 0)
        }
    }

    static let commitsPerFullLook = 16

    func check() throws {
        guard areInPlace else { throw FilesMoved() }
    }

    /// For before a transaction: costs nothing unless the last check failed. Keeps the store from writing to a log that now lies beside
    /// another file.
    func checkIfMissed() throws {
        guard files.withLock({ !$0.wereMissed || $0.look(log: true) }) else { throw FilesMoved() }
    }
}

/// The path leads to another file than when the store opened it.
struct FilesMoved: Error {}
