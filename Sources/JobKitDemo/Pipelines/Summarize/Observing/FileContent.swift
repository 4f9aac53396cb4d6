import Foundation

/// What one reading of a file tells.
struct FileContent: Sendable, Equatable {
    var bytes = 0
    /// Line ends, plus one for an unterminated last line; zero for binary files.
    var lines = 0
    /// A NUL among the first 8000 bytes, which is git's own test.
    var isBinary = false
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
        content.isBinary = content.start.prefix(looked).contains(0)
        content.lines = content.isBinary ? 0 : content.lines + (last == UInt8(ascii: "\n") ? 0 : 1)
        return content
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
