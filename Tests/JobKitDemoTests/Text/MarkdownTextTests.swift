import Testing

@testable import JobKitDemo

@Suite("Words from elsewhere cannot break the page's structure")
struct MarkdownTextTests {
    @Test(
        "Inline marks become plain prose",
        arguments: [
            ("**bold** and _soft_ and `code`", "bold and soft and `code`"),
            ("see [the docs](https://x.example/a_(b)) now", "see the docs now"),
            ("[![badge](a.svg)](b) text", "text"), ("![logo](a.png) text", "text"), ("[a][1] b", "a b"),
            ("<b>strong</b><br>next <https://x.example>", "strong next https://x.example"),
            ("a < b && snake_case_name * 2", "a \\< b && snake_case_name \\* 2"), ("``Ship`` lies", "`Ship` lies"),
            ("Tom &amp; &lt;Jerry&gt;", "Tom & \\<Jerry>"), ("an ` open tick", "an \\` open tick"), ("[loose", "\\[loose"),
            ("back\\*slash \\ end\\", "back\\*slash \\\\ end\\\\"),
        ])
    func inline(raw: String, prose: String) {
        #expect(MarkdownText.inline(raw) == prose)
    }

    @Test(
        "A line that would start a block is escaped at its start",
        arguments: [
            ("# heading", "\\# heading"), ("> quote", "\\> quote"), ("- item", "\\- item"), ("+ item", "\\+ item"), ("=====", "\\====="),
            ("1. item", "1\\. item"), ("12) item", "12\\) item"), ("| a | b |", "\\| a | b |"), ("```sh", "\\`\\`\\`sh"),
            ("~~~", "\\~\\~\\~"),
            ("plain", "plain"), ("3 words", "3 words"),
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

    @Test("Text that is no Markdown keeps every character")
    func literal() {
        #expect(MarkdownText.literal("archive/_old_/a_b*[c]<d>`e`\\") == "archive/\\_old\\_/a_b\\*\\[c\\]\\<d>\\`e\\`\\\\")
    }

    @Test("A hundred thousand brackets are flattened without looking for each other's ends")
    func hostileLength() {
        let text = MarkdownText.inline(String(repeating: "[", count: 100_000))
        #expect(text.count == 200_000)
    }
}
