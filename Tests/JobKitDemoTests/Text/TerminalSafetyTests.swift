import Testing

@testable import JobKitDemo

@Suite("Text from elsewhere is made safe for a terminal")
struct TerminalSafetyTests {
    @Test(
        "An escape sequence goes as a whole",
        arguments: [
            ("a\u{1B}[31mb", "ab"), ("a\u{1B}]0;title\u{07}b", "ab"), ("a\u{1B}]8;;http://x\u{1B}\\b", "ab"),
            ("a\u{1B}Pq#0\u{1B}\\b", "ab"),
            ("a\u{1B}(Bb", "ab"), ("a\u{1B}cb", "ab"), ("a\u{9B}2Jb", "ab"), ("a\u{9D}0;t\u{9C}b", "ab"), ("a\u{1B}[1;31", "a"),
            ("a\u{1B}", "a"),
        ])
    func removesSequences(raw: String, clean: String) {
        #expect(TerminalSafety.cleaned(raw) == clean)
    }

    @Test("A sequence that is never closed hides no more than its line")
    func endsAtTheLine() {
        #expect(TerminalSafety.cleaned("a\u{1B}]0;rest\nnext", keepingLines: true) == "a\nnext")
    }

    @Test("Control characters, direction marks and invisible characters go; joiners stay")
    func removesHidden() {
        #expect(TerminalSafety.cleaned("a\u{00}\u{08}\u{7F}\u{85}b\u{202E}c\u{2066}\u{200B}\u{FEFF}\u{E0041}d") == "a bcd")
        #expect(TerminalSafety.cleaned("👩\u{200D}🚀 naïve 日本") == "👩\u{200D}🚀 naïve 日本")
    }

    @Test("Line ends of every kind are one line feed, or a space where lines are not kept")
    func lineEnds() {
        #expect(TerminalSafety.cleaned("a\r\nb\rc\u{2028}d\te", keepingLines: true) == "a\nb\nc\nd e")
        #expect(TerminalSafety.cleaned("a\r\nb\nc") == "a b c")
    }
}
