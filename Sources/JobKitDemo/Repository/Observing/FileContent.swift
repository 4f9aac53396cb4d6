import Foundation

/// What one reading of a file tells.
struct FileContent: Sendable, Equatable {
    var bytes = 0
    /// Line ends, plus one for an unterminated last line; zero for binary files, and for what only points to a file.
    var lines = 0
    /// A NUL among the first 8000 bytes, which is git's own test, but for text that begins with the mark of UTF-16.
    var isBinary = false
    /// The size of the file that this one stands for, when it is a pointer of Git LFS.
    var pointsToBytes: Int?
    /// The first megabyte; enough to look for an entry point.
    var start: [UInt8] = []

    private static let kept = 1 << 20
    private static let looked = 8000
    private static let chunk = 1 << 16

    /// Reads an open file to its end, a piece at a time. Returns nil when reading fails.
    static func read(from file: CInt) -> FileContent? {
        var content = FileContent()
        var last = UInt8(ascii: "\n")
        var buffer = [UInt8](repeating: 0, count: chunk)
        while true {
            let count = buffer.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { break }
            content.lines += lineEnds(buffer, count)
            if content.start.count < kept { content.start += buffer[..<min(count, kept - content.start.count)] }
            content.bytes += count
            last = buffer[count - 1]
        }
        content.pointsToBytes = pointedSize(content)
        content.isBinary = content.start.prefix(looked).contains(0) && !isUTF16(content.start)
        content.lines = content.isBinary || content.pointsToBytes != nil ? 0 : content.lines + (last == UInt8(ascii: "\n") ? 0 : 1)
        return content
    }

    private static func isUTF16(_ start: [UInt8]) -> Bool { start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) }

    /// A pointer is a few lines of text: a version, the hash of the content, and its size.
    static func pointedSize(_ content: FileContent) -> Int? {
        guard content.bytes < 1024, content.start.starts(with: "version https://git-lfs.github.com/spec/".utf8) else { return nil }
        let lines = String(decoding: content.start, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard lines.contains(where: { $0.hasPrefix("oid sha256:") }) else { return nil }
        return lines.first { $0.hasPrefix("size ") }.flatMap { Int($0.dropFirst(5)) }.flatMap { $0 < 0 ? nil : $0 }
    }

    private static func lineEnds(_ buffer: [UInt8], _ count: Int) -> Int {
        buffer.withUnsafeBytes { bytes in
            var ends = 0
            var offset = 0
            while offset < count, let start = bytes.baseAddress, let found = memchr(start + offset, 0x0A, count - offset) {
                ends += 1
                offset = UnsafeRawPointer(found) - start + 1
            }
            return ends
        }
    }
}
