import Foundation

// Owns the only way in which this stage reads the working tree. It must never follow a symbolic link, at any depth: a tree is
// made by strangers, and one link would let it show the reader any file of this machine.

/// Reads regular files below one directory.
final class CheckoutReader: Sendable {
    enum Refusal: Error, Equatable {
        case notRegular
        case missing
        case tooLarge
    }

    private let root: Int32

    init(directory: String) throws {
        // The tree itself may be reached through links (as /tmp is on macOS); what is in it may not.
        root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw CheckoutError.checkoutUnreadable(directory: directory, code: errno) }
    }

    deinit { close(root) }

    /// The bytes of a file, if there are at most `limit`.
    func read(_ path: String, limit: Int) throws(Refusal) -> [UInt8] {
        let descriptor = try openFile(path)
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        guard status.st_size <= limit else { throw .tooLarge }
        return try contents(of: descriptor, size: Int(status.st_size), limit: limit)
    }

    /// The same as text; nil where the bytes are in no encoding that is read here.
    func text(_ path: String, limit: Int) throws(Refusal) -> String? {
        TextDecoding.text(of: try read(path, limit: limit))
    }

    private func openFile(_ path: String) throws(Refusal) -> Int32 {
        var components = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isSafe = components.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && !$0.utf8.contains(0) }
        guard isSafe, let name = components.popLast() else { throw .notRegular }
        var directory = root
        defer { if directory != root { close(directory) } }
        for component in components {
            let next = openat(directory, component, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else { throw refusal(errno) }
            if directory != root { close(directory) }
            directory = next
        }
        // Without O_NONBLOCK, a named pipe would hold the thread until somebody writes to it.
        let file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw refusal(errno) }
        return file
    }

    private func refusal(_ code: Int32) -> Refusal {
        // A link met with O_NOFOLLOW is ELOOP; with O_DIRECTORY as well, Linux says ENOTDIR.
        code == ELOOP || code == ENOTDIR || code == ENXIO ? .notRegular : .missing
    }

    private func contents(of descriptor: Int32, size: Int, limit: Int) throws(Refusal) -> [UInt8] {
        // One byte more than the size tells a file that grows while it is read.
        var bytes = [UInt8](repeating: 0, count: size + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Foundation.read(descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).baseAddress, buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .missing }
            if count == 0 { break }
            filled += count
            if filled == bytes.count, filled <= limit { bytes.append(contentsOf: [UInt8](repeating: 0, count: 4096)) }
        }
        guard filled <= limit else { throw .tooLarge }
        return Array(bytes.prefix(filled))
    }
}
