/// How many columns text takes in a terminal: by the East Asian widths and the emoji of Unicode, as terminals take them.
enum DisplayWidth {
    static func of(_ text: String) -> Int {
        text.reduce(0) { $0 + of($1) }
    }

    static func of(_ character: Character) -> Int {
        var (sum, widest, isOneSign) = (0, 0, false)
        for scalar in character.unicodeScalars {
            // An emoji presentation makes a narrow sign wide.
            if scalar.value == 0xFE0F { return 2 }
            // What is joined, coloured or a pair of letters of a flag is drawn as one.
            if scalar.value == 0x200D || scalar.properties.isEmojiPresentation { isOneSign = true }
            let width = of(scalar)
            sum += width
            widest = max(widest, width)
        }
        return isOneSign ? widest : sum
    }

    /// As much of the text as fits, with an ellipsis where something is cut off.
    static func truncated(_ text: String, to columns: Int) -> String {
        guard of(text) > columns else { return text }
        guard columns > 0 else { return "" }
        var result = ""
        var left = columns - 1
        for character in text {
            let width = of(character)
            guard width <= left else { break }
            result.append(character)
            left -= width
        }
        return result + "…"
    }

    /// With spaces behind it up to the columns.
    static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - of(text)))
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark, .control, .lineSeparator, .paragraphSeparator: return 0
        // A few of these are shown: the soft hyphen, and signs that stand above a number.
        case .format: return shownFormats.contains { $0.contains(scalar.value) } ? 1 : 0
        default: break
        }
        if silent.contains(where: { $0.contains(scalar.value) }) { return 0 }
        return wide.contains { $0.contains(scalar.value) } || scalar.properties.isEmojiPresentation ? 2 : 1
    }

    /// Vowels and finals that are drawn into the Korean syllable before them, and fillers.
    private static let silent: [ClosedRange<UInt32>] = [0x1160...0x11FF, 0x3164...0x3164, 0xD7B0...0xD7FF, 0xFFA0...0xFFA0]

    private static let shownFormats: [ClosedRange<UInt32>] = [
        0xAD...0xAD, 0x600...0x605, 0x6DD...0x6DD, 0x70F...0x70F, 0x890...0x891, 0x8E2...0x8E2, 0x110BD...0x110BD, 0x110CD...0x110CD,
    ]

    /// East Asian wide and full-width characters that are no emoji; a range goes on over what is not assigned.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x16FE0...0x19FFF, 0x1AFF0...0x1B2FB, 0x1D300...0x1D376, 0x1F200...0x1F2FF, 0x20000...0x3FFFD,
    ]
}
