import Foundation

enum ByteSearch {
    /// Whether a line begins with `text`, spaces and tabs before it aside, and no word goes on behind it.
    static func containsLine(_ bytes: [UInt8], beginning text: String) -> Bool {
        let needle = Array(text.utf8)
        guard let first = needle.first, let last = needle.last else { return false }
        return bytes.withUnsafeBytes { haystack in
            guard let base = haystack.baseAddress else { return false }
            var offset = 0
            while offset < haystack.count, let found = memchr(base + offset, CInt(first), haystack.count - offset) {
                let start = UnsafeRawPointer(found) - base
                offset = start + 1
                let end = start + needle.count
                guard end <= haystack.count else { return false }
                guard memcmp(found, needle, needle.count) == 0 else { continue }
                let before = haystack[..<start].last { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
                let isWhole = !isWord(last) || end == haystack.count || !isWord(haystack[end])
                if isWhole, before == nil || before == UInt8(ascii: "\n") { return true }
            }
            return false
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
