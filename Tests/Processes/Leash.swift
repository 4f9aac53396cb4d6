import Foundation

/// A pipe that nothing is written to: children read from it and end when the last writer, their parent, is gone.
package final class Leash: Sendable {
    package let readEnd: Int32
    private let writeEnd: Int32

    package init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw ProcessFailure("no pipe: errno \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// For children: ends the process as soon as its parent has ended.
    package static func hold() {
        Thread.detachNewThread {
            var byte: UInt8 = 0
            while read(0, &byte, 1) != 0 {}
            _exit(0)
        }
    }
}
