import Foundation
import Synchronization

/// The state of the log, from the index beside the file (sqlite.org/walformat.html, "WAL-Index File Format").
///
/// Closing a descriptor of a file drops the locks that the process has on it, and another store of this process may open the file at any
/// moment. So a file that was opened here stays open, one descriptor for each: an index without a log, which is the reason to read it, is
/// rare.
struct LogIndex {
    private struct File: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    private static let descriptors = Mutex<[File: Int32]>([:])

    private let framesInLog: UInt32
    private let framesInFile: UInt32

    /// `nil` where there is no index, or none that was ever filled.
    init?(path: String) {
        guard let descriptor = Self.descriptor(of: path) else { return nil }
        var words = [UInt32](repeating: 0, count: 25)
        let wanted = words.count * 4
        guard words.withUnsafeMutableBytes({ pread(descriptor, $0.baseAddress, wanted, 0) }) == wanted else { return nil }
        // mxFrame and nBackfill, in the byte order of the machine.
        framesInLog = words[4]
        framesInFile = words[24]
    }

    private static func descriptor(of path: String) -> Int32? {
        descriptors.withLock { descriptors in
            var information = stat()
            guard stat(path, &information) == 0 else { return nil }
            let file = File(device: UInt64(information.st_dev), inode: UInt64(information.st_ino))
            if let known = descriptors[file] { return known }
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            descriptors[file] = descriptor
            return descriptor
        }
    }

    var holdsMoreThanTheFile: Bool { framesInLog > framesInFile }
}
