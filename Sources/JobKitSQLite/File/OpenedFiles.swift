import Foundation
import Synchronization

/// Whether the path still leads to the files that the store has open.
///
/// SQLite goes on writing to a file that was moved away, deleted or replaced: a commit succeeds, and nobody who opens the path will ever see
/// it. So nothing is acknowledged until this was asked after the commit. The log and its index count as well: without them other processes would not see the commit, or not
/// the locks. Only stat(2) is used: opening and closing a second descriptor would drop the process's locks on the file.
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
        /// The log and its index are where SQLite has them: beside the file that a link leads to.
        var paths: [String] = []
        var identities: [Identity?] = []
        var commits = 0
        /// What the last look saw.
        var wereMissed = false

        /// - Parameter log: whether to look at log and index too.
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

    /// To be called before the file is opened: a file that takes its place meanwhile is noticed by the next check.
    func noteFile() {
        files.withLock { $0 = Files(paths: [path], identities: [Identity(path)]) }
    }

    /// To be called when a connection has read, so that SQLite has opened all three, by whoever keeps it open for as long as the store is:
    /// an inode that is in use is not given to another file.
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

    /// Looks at all that was noted.
    var areInPlace: Bool { files.withLock { $0.look(log: true) } }

    /// For after a commit: looks at the file, and at log and index every now and then, because each call costs as much as a small part of a commit.
    /// The readers and the watcher look at all three, and what they miss is looked for here.
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

    /// For before a transaction: costs nothing unless the last look missed something. Keeps the store from writing on into a log that lies beside
    /// another file by now.
    func checkIfMissed() throws {
        guard files.withLock({ !$0.wereMissed || $0.look(log: true) }) else { throw FilesMoved() }
    }
}

/// The path leads elsewhere than when the file was opened.
struct FilesMoved: Error {}
