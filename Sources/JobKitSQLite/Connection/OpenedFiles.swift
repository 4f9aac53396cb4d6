import Foundation
import Synchronization

/// Whether the path still leads to the files that the store has open.
///
/// SQLite goes on writing to a file that was moved away, deleted or replaced: a commit succeeds, and nobody who opens the path will ever see
/// it. So nothing is acknowledged until this was asked after the commit, and asked before one too, so as not to write into a log that
/// has come to lie beside another file. The log and its index count as well: without them other processes would not see the commit, or not
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

    /// True while nothing was noted.
    var areInPlace: Bool {
        files.withLock { files in
            for (path, identity) in zip(files.paths, files.identities) where Identity(path) != identity { return false }
            return true
        }
    }

    func check() throws {
        guard areInPlace else { throw FilesMoved() }
    }
}

/// The path leads elsewhere than when the file was opened.
struct FilesMoved: Error {}
