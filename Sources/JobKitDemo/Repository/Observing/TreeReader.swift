import Foundation

/// Reads files of one directory tree, and of nothing else.
///
/// Each part of a path is opened in the directory before it, without following links, so that neither `..` nor a
/// directory replaced by a link leads out of the tree, even while something else changes it.
final class TreeReader: Sendable {
    enum Failure: String, Error {
        case outside = "its path leads out of the tree"
        case link = "it is a link, or lies behind one"
        case missing = "it is not in the tree"
        case notRegular = "it is not a regular file"
        case denied = "it may not be read"
        case unreadable = "reading it failed"
    }

    private let root: CInt

    init(directory: String) throws {
        root = Foundation.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else {
            throw RepositoryError(
                .notFound, directory, because: "the checkout's directory cannot be opened", remedy: "clone the repository again")
        }
    }

    deinit { if root >= 0 { close(root) } }

    func read(_ path: [UInt8]) -> Result<FileContent, Failure> {
        let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) || $0.contains(0) }) else {
            return .failure(.outside)
        }
        var directory = root
        defer { if directory != root { close(directory) } }
        for part in parts.dropLast() {
            let next = Self.open(part, in: directory, O_DIRECTORY)
            let reason = errno
            guard next >= 0 else { return .failure(Self.failure(reason)) }
            if directory != root { close(directory) }
            directory = next
        }
        // A pipe without a writer would block the open; such things are no regular files, but that shows only afterwards.
        let file = Self.open(parts[parts.count - 1], in: directory, O_NONBLOCK)
        let reason = errno
        guard file >= 0 else { return .failure(Self.failure(reason)) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return .failure(.notRegular) }
        return FileContent.read(from: file).map { .success($0) } ?? .failure(.unreadable)
    }

    private static func open(_ name: ArraySlice<UInt8>, in directory: CInt, _ flags: CInt) -> CInt {
        openat(directory, name.map { CChar(bitPattern: $0) } + [0], O_RDONLY | O_NOFOLLOW | O_CLOEXEC | flags)
    }

    private static func failure(_ reason: CInt) -> Failure {
        switch reason {
        case ELOOP, ENOTDIR, EMLINK: .link
        case ENOENT: .missing
        case EACCES, EPERM: .denied
        case ENXIO: .notRegular
        default: .unreadable
        }
    }
}
