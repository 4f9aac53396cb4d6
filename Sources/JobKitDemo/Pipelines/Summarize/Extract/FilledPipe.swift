import Foundation

/// A pipe that holds all that a child will read, written before the child is started.
///
/// A child that ends before it has read its input would raise SIGPIPE in a writer, whose default is to end the whole process. Here
/// the read end stays open on this side, so nothing is raised.
final class FilledPipe: Sendable {
    /// Every system's pipe takes this much without a reader.
    static let capacity = 16 * 1024

    let readEnd: Int32

    /// - Returns: `nil` when there is more than a pipe takes, or when the process is out of descriptors.
    init?(_ bytes: [UInt8]) {
        var ends: [Int32] = [-1, -1]
        guard bytes.count <= Self.capacity, pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        let written = bytes.isEmpty ? 0 : write(ends[1], bytes, bytes.count)
        close(ends[1])
        guard written == bytes.count else {
            close(ends[0])
            return nil
        }
        readEnd = ends[0]
    }

    deinit { close(readEnd) }
}
