import Testing

@testable import JobKitDemo

@Suite("Markdown is set for a terminal")
struct MarkdownRendererTests {
    private func plain(_ text: String, width: Int = 40) -> String { MarkdownRenderer(width: width, isStyled: false).render(text) }

    @Test("Headings are bold and code is cyan; without styles both are words alone")
    func styles() {
        let text = "# A `title`\n\nUse `swift test` and **wait** *now*."
        #expect(plain(text) == "A title\n\nUse swift test and wait now.\n")
        let styled = MarkdownRenderer(width: 60, isStyled: true).render(text)
        #expect(
            styled == "\u{1B}[1mA title\u{1B}[0m\n\nUse \u{1B}[36mswift\u{1B}[0m \u{1B}[36mtest\u{1B}[0m and \u{1B}[1mwait\u{1B}[0m "
                + "\u{1B}[3mnow\u{1B}[0m.\n")
    }

    @Test("Paragraphs are wrapped between words, list items hang under their first word")
    func wraps() {
        #expect(plain("one two three four", width: 20) == "one two three four\n")
        #expect(plain("one two three four five", width: 20) == "one two three four\nfive\n")
        #expect(plain("- one two three four five\n- six", width: 20) == "• one two three four\n  five\n• six\n")
        #expect(plain("10. one two three four", width: 20) == "10. one two three\n    four\n")
        #expect(plain("日本 日本 日本 日本 日本", width: 20) == "日本 日本 日本 日本\n日本\n")
    }

    @Test("No line is longer than a hundred columns, however wide the terminal")
    func widest() {
        let lines = plain(String(repeating: "word ", count: 100), width: 300).split(separator: "\n")
        #expect(lines.map(\.count).max() == 99)
    }

    @Test("Code blocks and long paths are not wrapped, so that they can be copied")
    func keepsCode() {
        #expect(
            plain("```sh\nswift build --configuration release --verbose\n```", width: 20)
                == "  swift build --configuration release --verbose\n")
        #expect(plain("see `Sources/A/Very/Long/Path.swift:10` there", width: 20) == "see\nSources/A/Very/Long/Path.swift:10\nthere\n")
    }

    @Test("Escapes show the character that they escape")
    func escapes() {
        #expect(plain("a \\* b \\`c\\` \\<d> `` x`y `` snake_case") == "a * b `c` <d> x`y snake_case\n")
    }

    @Test("Marks without an end are shown as they are")
    func openMarks() {
        #expect(plain("2 * 3 ** 4 ` 5") == "2 * 3 ** 4 ` 5\n")
        #expect(plain("```\nnever closed") == "  never closed\n")
    }

    @Test("Lists nest, tight ones stay together and loose ones apart")
    func lists() {
        #expect(plain("Two:\n- a\n  1. b\n  2. c\n- [x] d\n\nEnd.") == "Two:\n\n• a\n  1. b\n  2. c\n• [x] d\n\nEnd.\n")
        #expect(plain("- a\n\n  more\n\n- b") == "• a\n\n  more\n\n• b\n")
        #expect(plain("-\n- b\n\n  ```\n  c\n  ```") == "•\n• b\n\n    c\n")
    }

    @Test("Links show where they lead, tables their cells, quotations their mark")
    func others() {
        #expect(plain("See [docs](https://x.example) and <https://y.example>.") == "See docs (https://x.example) and\nhttps://y.example.\n")
        #expect(plain("| a | b |\n|---|---|\n| 1 | `2` |") == "a | b\n1 | 2\n")
        #expect(plain("> said\n\n---") == "> said\n\n---\n")
    }

    @Test("The names and the code of a page are shown without backslashes")
    func pageEscapes() {
        let page = "- " + MarkdownText.inline("A [WSGI] framework") + ": " + MarkdownText.literal("contains `func main` in <main>")
        #expect(plain(page, width: 80) == "• A [WSGI] framework: contains func main in <main>\n")
    }

    @Test("An escape sequence in the text does not reach the terminal")
    func hostile() {
        #expect(plain("# a\u{1B}[31m\n\nb\u{1B}]0;t\u{07}c\u{9B}2J") == "a\n\nbc\n")
    }
}
