import Testing

@testable import JobKitDemo

@Suite("Words from elsewhere cannot break the page's structure")
struct MarkdownTextTests {
    @Test(
        "Inline marks become plain prose",
        arguments: [
            ("**bold** and _soft_ and `code`", "bold and soft and `code`"),
            ("see [the docs](https://x.example/a_(b)) now", "see the docs now"),
            ("[![badge](a.svg)](b) text", "text"), ("![logo](a.png) text", "text"), ("[a][1] b", "[a][1] b"),
            ("<b>strong</b><br>next <https://x.example>", "strong next https://x.example"),
            ("a < b && snake_case_name * 2", "a < b && snake_case_name * 2"), ("``Ship`` lies", "`Ship` lies"),
            ("Tom &amp; &lt;Jerry&gt;", "Tom & \\<Jerry>"), ("an ` open tick", "an \\` open tick"), ("[loose", "[loose"),
            ("back\\*slash \\ end\\", "back\\*slash \\ end\\\\"), ("a &amp;lt; b", "a \\&lt; b"), ("~~gone~~ here", "gone here"),
            ("a &#27;[31m b", "a b"), ("[x]\\(y)", "[x\\](y)"),
        ])
    func inline(raw: String, prose: String) {
        #expect(MarkdownText.inline(raw) == prose)
    }

    @Test("A name in brackets and a note's own code need no backslash")
    func fewBackslashes() {
        #expect(MarkdownText.inline("A lightweight [WSGI] framework.") == "A lightweight [WSGI] framework.")
        #expect(MarkdownText.literal("entry point: contains `func main`") == "entry point: contains `func main`")
        #expect(MarkdownText.literal("~/work is 1 < 2 [sic]") == "~/work is 1 < 2 [sic]")
    }

    @Test(
        "A line that would start a block is escaped at its start",
        arguments: [
            ("# heading", "\\# heading"), ("> quote", "\\> quote"), ("- item", "\\- item"), ("+ item", "\\+ item"), ("=====", "\\====="),
            ("* item", "\\* item"), ("1. item", "1\\. item"), ("12) item", "12\\) item"), ("| a | b |", "\\| a | b |"),
            ("```sh", "\\`\\`\\`sh"), ("~~~", "\\~\\~\\~"), ("[a]: b", "\\[a]: b"), ("[x] done", "\\[x] done"), ("---", "\\---"),
            ("_ _ _", "\\_ _ \\_"), ("plain", "plain"), ("3 words", "3 words"), ("#hashtag", "#hashtag"), ("2.5 times", "2.5 times"),
            ("-v is a flag", "-v is a flag"),
        ])
    func startOfLine(raw: String, prose: String) {
        #expect(MarkdownText.inline(raw, startsLine: true) == prose)
    }

    @Test("A line feed cannot smuggle in a heading or a fence")
    func staysOnOneLine() {
        #expect(MarkdownText.inline("one\n# two\n```\nthree") == "one # two \\`\\`\\` three")
        #expect(MarkdownText.code("a\n```\nb") == "`` a ` b ``")
    }

    @Test("A code span is delimited by more backticks than it holds in a row, and is never empty")
    func code() {
        #expect(MarkdownText.code("a/b.swift:3") == "`a/b.swift:3`")
        #expect(MarkdownText.code("a`b") == "`` a`b ``")
        #expect(MarkdownText.code("\u{1B}[2J") == "`?`")
        #expect(MarkdownText.code(String(repeating: "x", count: 500)).count == 243)
    }

    @Test("Text that is no Markdown keeps every character, and code between backticks is code")
    func literal() {
        #expect(MarkdownText.literal("archive/_old_/a_b*[c]<d>\\") == "archive/\\_old\\_/a_b\\*[c]\\<d>\\\\")
        #expect(MarkdownText.literal("a`b is `c` and``") == "a\\`b is `c` and\\`\\`")
        #expect(MarkdownText.literal("one ` alone") == "one \\` alone")
    }

    @Test("Whatever is set on the page's line reads back as the same words, beside anything else")
    func roundTrip() {
        var random = SeededGenerator(seed: 14)
        let parts = [
            "a", "b ", " ", "*", "_", "~", "`", "[", "]", "(", ")", "<", ">", "&", "lt;", "!", "\\", "#", "-", "1.", "|", ":", "x", "é",
            "=", "/",
        ]
        for _ in 0..<3_000 {
            let words = (0..<Int.random(in: 1...12, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
            let run = MarkdownRun(kind: .text, text: words)
            let prose = MarkdownProse(runs: [run])
            let line = "*it* " + prose.markdown() + " *is* " + prose.markdown()
            let blocks = MarkdownDocument(line).blocks
            #expect(blocks.map(\.kind) == [.paragraph], "\(line)")
            let expected = ["it", prose.plain, "is", prose.plain].filter { !$0.isEmpty }.joined(separator: " ")
            #expect(blocks.first?.prose.plain == expected, "\(words) as \(line)")
            let alone = MarkdownDocument(prose.markdown(startsLine: true)).blocks
            #expect(alone.allSatisfy { $0.kind == .paragraph } && alone.map(\.prose.plain).joined() == prose.plain, "\(words)")
        }
    }

    @Test("A hundred thousand brackets are flattened without looking for each other's ends")
    func hostileLength() {
        let text = MarkdownText.inline(String(repeating: "[", count: 100_000))
        #expect(text.count <= MarkdownBounds.line + 1)
    }

    @Test("Prose is cut by what is shown, and its code stays code")
    func cutting() {
        let prose = MarkdownProse(line: "Use `swift build` and **then** [the tests](x). More follows.")
        #expect(prose.keeping("Use swift bu…").markdown() == "Use `swift bu`…")
        #expect(prose.keeping("Use swift build and then the tests.").markdown() == "Use `swift build` and then the tests.")
        #expect(prose.keeping(prose.plain) == prose)
    }
}
