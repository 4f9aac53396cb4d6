/// Takes HTML comments out of Markdown, line by line, without losing count of the lines.
///
/// Whether a comment is ever closed is known beforehand, so that one `<!--` too many does not hide the rest of a plan, and each
/// byte is looked at a fixed number of times.
struct PlanComments {
    private static let opening = Array("<!--".utf8)
    private static let closing = Array("-->".utf8)

    /// Where the last `-->` ends: no comment is open behind it.
    private let lastEnd: Int
    private var isOpen = false

    init(_ bytes: [UInt8]) {
        var end = 0
        var search = 0
        while let found = Self.find(Self.closing, in: bytes[search...]) {
            end = found + Self.closing.count
            search = end
        }
        lastEnd = end
    }

    /// Whether the line lies wholly in a comment that an earlier line opened: then it says nothing, not even that a list has ended.
    private(set) var isInside = false

    mutating func strip(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        isInside = isOpen
        var kept: [UInt8] = []
        var isCut = false
        var rest = line
        while true {
            if isOpen {
                guard let end = Self.find(Self.closing, in: rest) else { return kept[...] }
                rest = rest[(end + Self.closing.count)...]
                isOpen = false
                isCut = true
            }
            guard let start = Self.find(Self.opening, in: rest), start + Self.opening.count < lastEnd, !Self.isCode(rest[..<start]) else {
                break
            }
            kept += rest[..<start]
            rest = rest[(start + Self.opening.count)...]
            isOpen = true
        }
        return isCut ? (kept + rest)[...] : rest
    }

    /// An odd number of backticks before it: within a code span.
    private static func isCode(_ before: ArraySlice<UInt8>) -> Bool {
        before.count { $0 == UInt8(ascii: "`") } % 2 == 1
    }

    private static func find(_ needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.startIndex
        while let found = bytes[index...].firstIndex(of: needle[0]) {
            if bytes[found...].starts(with: needle) { return found }
            index = found + 1
        }
        return nil
    }
}
