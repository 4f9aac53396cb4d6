// Text from a repository or a model is shown in a terminal. Whatever could move the cursor, recolour the screen, retitle
// the window or reorder what is read is taken out here, once, before anything else looks at the text.

enum TerminalSafety {
    /// The text without escape sequences, control characters and invisible direction marks. Tabs become spaces.
    /// - Parameter keepingLines: Whether line feeds stay; if not, they become spaces as well.
    static func cleaned(_ text: String, keepingLines: Bool = false) -> String {
        var scanner = EscapeScanner()
        var result = String.UnicodeScalarView()
        var previousWasReturn = false
        for scalar in text.unicodeScalars {
            defer { previousWasReturn = scalar == "\r" }
            guard scanner.passes(scalar) else { continue }
            switch scalar {
            case "\r": result.append(keepingLines ? "\n" : " ")
            case "\n" where previousWasReturn: continue
            case "\n", "\u{2028}", "\u{2029}", "\u{85}": result.append(keepingLines ? "\n" : " ")
            case "\t", "\u{A0}": result.append(" ")
            default: if !isHidden(scalar) { result.append(scalar) }
            }
        }
        return String(result)
    }

    /// The text without escape sequences and control characters, but with every character that Markdown's structure rests on.
    /// What is parsed from it goes through `cleaned` all the same.
    static func withoutControls(_ text: String) -> String {
        var scanner = EscapeScanner()
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scanner.passes(scalar) {
            if scalar.value >= 0x20 && scalar.value != 0x7F || ["\n", "\r", "\t"].contains(scalar) { result.append(scalar) }
        }
        return String(result)
    }

    /// Control characters, direction overrides, and the invisible characters that can make two names look alike.
    /// The zero-width joiner stays: emoji and several scripts are misread without it.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE007F: true
        default: false
        }
    }
}

/// Knows whether a scalar belongs to an escape sequence, so that `[31m` does not stay behind when its escape goes.
private struct EscapeScanner {
    private enum State {
        /// Can transition to `escape`, `control` or `string`.
        case text
        /// After ESC. Can transition to `control`, `string`, `intermediate` or back to `text`.
        case escape
        /// After ESC and an intermediate byte, as in a character-set switch. Back to `text` at the next scalar.
        case intermediate
        /// After CSI. Back to `text` at the final byte.
        case control
        /// After OSC, DCS, APC, PM or SOS. Back to `text` at BEL, ST or the end of the line.
        case string
    }

    private var state = State.text

    /// Whether the scalar is text. A line feed always is: a sequence that is never closed hides no more than its own line.
    mutating func passes(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\n" || scalar == "\r" {
            state = .text
            return true
        }
        switch (state, scalar.value) {
        case (_, 0x1B): state = .escape
        case (.text, 0x9B): state = .control
        case (.text, 0x90), (.text, 0x98), (.text, 0x9D...0x9F): state = .string
        case (.text, _): return true
        case (.escape, 0x5B): state = .control
        case (.escape, 0x50), (.escape, 0x58), (.escape, 0x5D...0x5F): state = .string
        case (.escape, 0x20...0x2F): state = .intermediate
        case (.escape, _), (.intermediate, _): state = .text
        case (.control, 0x40...0x7E): state = .text
        case (.control, 0x20...0x3F): break
        // Not a byte that such a sequence can hold: the sequence was broken off and this is text again.
        case (.control, _):
            state = .text
            return true
        case (.string, 0x07), (.string, 0x9C): state = .text
        case (.string, _): break
        }
        return false
    }
}
