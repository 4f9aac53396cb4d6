import Testing

@testable import JobKitDemo

@Suite("Markdown is read as GitHub reads it")
struct MarkdownDocumentTests {
    private func kinds(_ text: String) -> [MarkdownBlock.Kind] { MarkdownDocument(text).blocks.map(\.kind) }

    @Test("Headings, lists, code, tags, tables and rules are told apart, with their places")
    func blocks() {
        let text = """
            # One `two` *three*

            - [x] a
              1) b

              ```sh extra
              make
              ```
            > quoted

                indented

            <div>
            - [ ] no
            </div>

            | a | b |
            |---|---|
            | 1 | 2 |

            ***
            """
        let blocks = MarkdownDocument(text).blocks
        #expect(blocks.first?.prose.plain == "One two three")
        #expect(
            blocks.map(\.kind) == [
                .heading(level: 1), .item(MarkdownItem(number: nil, box: .checked, isTight: false)), .paragraph,
                .item(MarkdownItem(number: 1)), .paragraph, .code(info: "sh extra", isFenced: true), .paragraph,
                .code(info: "", isFenced: false), .html,
                .tableRow(cells: [MarkdownProse(line: "a"), MarkdownProse(line: "b")].map(shown), isHeader: true),
                .tableRow(cells: [MarkdownProse(line: "1"), MarkdownProse(line: "2")].map(shown), isHeader: false), .rule,
            ])
        #expect(blocks.map(\.depth) == [0, 0, 1, 1, 2, 1, 0, 0, 0, 0, 0, 0])
        #expect(blocks.map(\.quotes) == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0])
        #expect(Array(blocks.map(\.line).prefix(8)) == [1, 3, 3, 4, 4, 6, 9, 11])
        #expect(blocks[5].literal == "make\n" && blocks[7].literal == "indented\n")
    }

    private func shown(_ prose: MarkdownProse) -> MarkdownProse { MarkdownProse(runs: prose.shown) }

    @Test("Links, images, code and tags within a line are known for what they are")
    func runs() {
        let runs = MarkdownDocument("a **b** `c` [d](e) [![f](g)](h) <br> <i>k</i>").blocks[0].prose.runs
        #expect(runs.filter(\.isStrong).map(\.text) == ["b"])
        #expect(runs.filter { $0.kind == .code }.map(\.text) == ["c"])
        #expect(runs.filter { $0.link == "e" }.map(\.text) == ["d"])
        #expect(runs.filter(\.isImage).map(\.text) == ["f"])
        #expect(runs.filter { $0.kind == .html }.map(\.text) == ["<i>", "</i>"])
    }

    @Test("The numbers of a list go on from its first")
    func numbers() {
        let numbers = MarkdownDocument("3. a\n   - x\n4. b\n9. c\n").blocks.compactMap { block -> Int?? in
            if case .item(let item) = block.kind { return .some(item.number) }
            return nil
        }
        #expect(numbers == [3, nil, 4, 5])
    }

    @Test("A box is checked by what is in it, not by another one on its line")
    func boxes() {
        #expect(kinds("- [ ] write [x] here\n").first == .item(MarkdownItem(box: .open)))
        #expect(kinds("*\t[X]\ta\n").first == .item(MarkdownItem(box: .checked)))
    }

    @Test("Escape sequences reach nothing, whether they are bytes or spelled as entities")
    func controls() {
        let blocks = MarkdownDocument("a\u{1B}[31m b&#x1b;c\u{0}\n\n```\n\u{9B}2Jd\n```\n").blocks
        #expect(blocks[0].prose.plain == "a b")
        #expect(blocks[1].literal == "d\n")
    }

    @Test("Texts are read at the same time with the same result")
    func concurrent() async {
        let texts = (0..<200).map { "- [x] ~~a~~ \($0)\n- [ ] b | c\n\n| d | e |\n|---|---|\n| f | *g* |\n" }
        let alone = texts.map { MarkdownDocument($0) }
        let together = await withTaskGroup(of: (Int, MarkdownDocument).self) { group in
            for (index, text) in texts.enumerated() { group.addTask { (index, MarkdownDocument(text)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(texts.indices.allSatisfy { together[$0] == alone[$0] })
    }

    @Test("Nesting, long lines, long paragraphs and wide tables have an end, and lines keep their numbers")
    func bounds() {
        let deep = MarkdownDocument(String(repeating: "> - ", count: 5_000) + "a\n\nb").blocks
        #expect(deep.allSatisfy { $0.depth + $0.quotes <= MarkdownBounds.marks })
        #expect(deep.last?.line == 3)
        let long = MarkdownDocument("<!-- " + String(repeating: "x", count: 100_000) + " -->\n- [ ] a\n").blocks
        #expect(long.count == 3 && long[1].kind == .item(MarkdownItem(box: .open)))
        let table = "|" + String(repeating: "a|", count: 500) + "\n|" + String(repeating: "-|", count: 500) + "\n"
        #expect(!kinds(table + String(repeating: "a\n", count: 100)).contains { if case .tableRow = $0 { true } else { false } })
        let lines = (0..<40_000).map { "word \($0)" } + ["", "- [ ] last"]
        #expect(MarkdownDocument(lines.joined(separator: "\n")).blocks.last?.line == 40_002)
        let items = (0..<5_000).map { "- [ ] task number \($0) with words" }
        #expect(MarkdownDocument(items.joined(separator: "\n")).blocks.count == 10_000)
    }

    @Test("Keys in YAML at the top are no part of the text; two rules with other things between them are")
    func frontMatter() {
        #expect(MarkdownDocument(FrontMatter.blanked("---\r\ntitle: x\r\ntags: [a, b]\r\n---\r\n# T\n")).blocks.map(\.line) == [5])
        for text in ["---\n- [ ] a\n---\n", "---\nNote: a list\n\n- [x] b\n\n---\n", "---\n---\n", "---\ntitle: x\n"] {
            #expect(FrontMatter.blanked(text) == text)
        }
        let deep = "---\na: " + String(repeating: "[", count: 5_000) + "\n---\n"
        #expect(FrontMatter.blanked(deep) == deep)
    }
}
