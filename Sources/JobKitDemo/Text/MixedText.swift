/// Reads bytes that are not all UTF-8. Characters of UTF-8 among them are taken for what they are, and each other byte for one of Windows-1252.
///
/// Western text has such letters one or two in a row. More of them are another encoding, of which nothing says which.
struct MixedText {
    /// Nil where it would be guesswork.
    private(set) var text: String?

    init(_ bytes: ArraySlice<UInt8>, isCut: Bool) {
        var scalars = String.UnicodeScalarView()
        var index = bytes.startIndex
        var (strays, run, crowded, controls) = (0, 0, 0, 0)
        while index < bytes.endIndex {
            let length = Self.length(bytes[index...])
            if length > 0, index + length <= bytes.endIndex,
                let character = String(validating: bytes[index..<(index + length)], as: UTF8.self)
            {
                if length == 1, bytes[index] < 0x20, !"\t\n\r\u{0C}\u{1B}".utf8.contains(bytes[index]) { controls += 1 }
                scalars.append(contentsOf: character.unicodeScalars)
                index += length
                run = 0
            } else if isCut, length > 1, index + length > bytes.endIndex {
                break
            } else {
                guard let scalar = Self.western(bytes[index]) else { return }
                scalars.append(scalar)
                index += 1
                strays += 1
                run += 1
                if run == 3 { crowded += 3 } else if run > 3 { crowded += 1 }
            }
        }
        // More than a quarter of the letters in a row, or more than half of all bytes, and it is no Western text; controls are in none.
        guard crowded * 4 <= strays, strays * 2 <= max(bytes.count, 4), controls * 100 <= bytes.count else { return }
        text = String(scalars)
    }

    /// How many bytes a character of UTF-8 with such a beginning has; 0 where none begins so.
    private static func length(_ bytes: ArraySlice<UInt8>) -> Int {
        switch bytes.first ?? 0 {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: return fits(2, bytes)
        case 0xE0...0xEF: return fits(3, bytes)
        case 0xF0...0xF4: return fits(4, bytes)
        default: return 0
        }
    }

    /// What is cut through by the end keeps its length, if all that is there of it goes on as it must.
    private static func fits(_ length: Int, _ bytes: ArraySlice<UInt8>) -> Int {
        bytes.prefix(length).dropFirst().allSatisfy { $0 & 0xC0 == 0x80 } ? length : 0
    }

    private static func western(_ byte: UInt8) -> Unicode.Scalar? {
        guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
        let scalar = signs[Int(byte) - 0x80]
        return scalar == "\u{0}" ? nil : scalar
    }

    /// 0x80 to 0x9F; zero where Windows-1252 has nothing.
    private static let signs: [Unicode.Scalar] = [
        "€", "\0", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "\0", "Ž", "\0", "\0", "‘", "’", "“", "”", "•", "–", "—", "˜",
        "™", "š",
        "›", "œ", "\0", "ž", "Ÿ",
    ]
}
