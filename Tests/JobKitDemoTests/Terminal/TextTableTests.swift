import Testing

@testable import JobKitDemo

@Suite("Columns of a table stand below each other")
struct TextTableTests {
    private func table(_ rows: [[String]]) -> TextTable {
        var table = TextTable(["SECTION", "DONE", "WORDS"])
        rows.forEach { table.add($0) }
        return table
    }

    @Test("Wide characters take two columns, combining ones none, emoji two")
    func widths() {
        let text = table([["第一阶段：数据库", "1", "a"], ["e\u{301}te\u{301}", "20", "b"], ["👩‍🚀 🇩🇪", "3", "c"]]).text
        let expected = """
            SECTION           DONE  WORDS
            第一阶段：数据库  1     a
            e\u{301}te\u{301}               20    b
            👩‍🚀 🇩🇪             3     c
            """
        #expect(text == expected)
    }

    @Test("The last column is cut into the terminal's width, unless too little of it would be left")
    func cut() {
        let rows = [["a", "1", "some words that go on"]]
        #expect(table(rows).text(columns: 28) == "SECTION  DONE  WORDS\na        1     some words t…")
        #expect(table(rows).text(columns: 80) == table(rows).text)
        #expect(table(rows).text(columns: 20) == table(rows).text)
    }

    @Test("Escape sequences and line feeds in a cell cannot spoil the table")
    func hostile() {
        #expect(table([["a\u{1B}[2J\nb", "1", "c"]]).text == "SECTION  DONE  WORDS\na b      1     c")
    }
}
