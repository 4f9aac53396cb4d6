import Foundation

/// What the index beside a file says of the log (sqlite.org/walformat.html, "WAL-Index File Format").
///
/// To be read only where there is no log, so that no connection of this process can be to it: closing a descriptor drops the locks on it.
struct LogIndex {
    private let framesInLog: UInt32
    private let framesInFile: UInt32

    /// `nil` where there is no index, or none that was ever filled.
    init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var words = [UInt32](repeating: 0, count: 25)
        let wanted = words.count * 4
        guard words.withUnsafeMutableBytes({ pread(descriptor, $0.baseAddress, wanted, 0) }) == wanted else { return nil }
        // mxFrame and nBackfill, in the byte order of the machine.
        framesInLog = words[4]
        framesInFile = words[24]
    }

    var holdsMoreThanTheFile: Bool { framesInLog > framesInFile }
}
