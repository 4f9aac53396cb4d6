import SwiftSyntax

/// The text of one Swift file and where its lines begin.
///
/// Syntax nodes can print themselves, but recursively; slices of the text cost no stack.
struct SwiftSourceText {
    let bytes: [UInt8]
    private let lineStarts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
        lineStarts = starts
    }

    /// Counted from one.
    func line(of position: AbsolutePosition) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= position.utf8Offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// On one line, without comments.
    func folded(from start: AbsolutePosition, to end: AbsolutePosition, limit: Int) -> String {
        let lower = max(0, min(start.utf8Offset, bytes.count))
        // Longer than any limit on characters; a default argument can be a megabyte.
        let upper = max(lower, min(end.utf8Offset, bytes.count, lower + 16 * limit + 1024))
        let text = String(decoding: Self.withoutComments(bytes[lower..<upper]), as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.replacing("( ", with: "(").replacing(" )", with: ")").replacing(",)", with: ")").replacing(" ,", with: ",").shortened(
            to: limit)
    }

    private static func withoutComments(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var kept: [UInt8] = []
        var index = bytes.startIndex
        var isString = false
        var depth = 0
        while index < bytes.endIndex {
            let byte = bytes[index]
            let next = index + 1 < bytes.endIndex ? bytes[index + 1] : 0
            if depth == 0, byte == UInt8(ascii: "\""), index == bytes.startIndex || bytes[index - 1] != UInt8(ascii: "\\") {
                isString.toggle()
            }
            let isSlash = byte == UInt8(ascii: "/")
            if !isString, isSlash, next == UInt8(ascii: "*") {
                depth += 1
                index += 2
            } else if depth > 0, byte == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
                depth -= 1
                index += 2
                kept.append(UInt8(ascii: " "))
            } else if !isString, depth == 0, isSlash, next == UInt8(ascii: "/") {
                index = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            } else {
                if depth == 0 { kept.append(byte) }
                index += 1
            }
        }
        return kept
    }
}
