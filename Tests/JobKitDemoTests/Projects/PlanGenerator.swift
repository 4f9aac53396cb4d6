/// Makes up plans of everything that plans are made of, and of what breaks their parsers.
struct PlanGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func plan() -> String {
        var lines = ["Plan", ""]
        for _ in 0..<below(9) + 1 { lines += block(below(3)) }
        return lines.joined(separator: below(12) == 0 ? "\r\n" : "\n") + (below(3) == 0 ? "" : "\n")
    }

    private mutating func block(_ depth: Int) -> [String] {
        var lines: [String]
        switch below(20) {
        case 0: lines = [String(repeating: "#", count: below(7) + 1) + pick([" ", ""]) + words()]
        case 1: lines = [words(), pick(["===", "---", "-", "= ="])]
        case 2: lines = fence()
        case 3: lines = html()
        case 4: lines = list(depth).map { pick(["> ", ">", "> "]) + $0 } + (below(2) == 0 ? [task()] : [])
        case 5: lines = list(0).map { "    " + $0 }
        case 6: lines = [pick(["***", "---", "- - -", "* * *", "___"])]
        case 7: lines = ["| a | b |", "| --- | :-: |", "| - [ ] c | d |"] + (below(2) == 0 ? [task()] : [])
        case 8: lines = [words(), words()]
        case 9: lines = [pick(["<!--", "-->", "<!-- a", "a -->", "<!-- a -->", "`<!--", "``<!--``"])]
        default: lines = list(depth)
        }
        return lines + (below(3) == 0 ? [] : [""])
    }

    private mutating func list(_ depth: Int) -> [String] {
        var lines: [String] = []
        for _ in 0..<below(4) + 1 {
            let bullet = bullet()
            lines.append(pick(["", "", "", " ", "  ", "   "]) + bullet + item())
            if below(6) == 0 { lines.append("") }
            if below(8) == 0 { lines.append(words()) }
            guard depth > 0, below(2) == 0 else { continue }
            let indent = pick([String(repeating: " ", count: bullet.count), "  ", "    ", "\t", "      ", " "])
            lines += block(depth - 1).map { $0.isEmpty ? "" : indent + $0 }
        }
        return lines
    }

    private mutating func bullet() -> String {
        pick(["- ", "- ", "* ", "+ ", "1. ", "2) ", "10. ", "-   ", "-\t", "-     ", "-", "1234567890. ", "- - ", "> "])
    }

    private mutating func item() -> String { box() + words() }

    private mutating func task() -> String { "- " + item() }

    private mutating func box() -> String {
        pick(["[ ] ", "[x] ", "[X] ", "[ ] ", "[x] ", "[-] ", "[] ", "[ ]", "[y] ", "", "[ ]\t", "[  ] ", "[x](a) ", "\\[ ] ", "[ ]  "])
    }

    /// Never with `[x]` in it: cmark-gfm checks a box for such words alone.
    private mutating func words() -> String {
        (0..<below(4) + 1).map { _ in
            pick([
                "word", "`code`", "``<!--``", "<!--", "-->", "*soft*", "**hard**", "<b>tag</b>", "~~gone~~", "[link](a)", "`", "&lt;",
                "<div>",
                "日本", "a_b", "</pre>", "<br>", "\\", "- b", "#", "```",
            ])
        }.joined(separator: " ")
    }

    private mutating func fence() -> [String] {
        let mark = pick(["```", "~~~", "````", "``` sh", "~~~ md", "`````"])
        let end = pick([String(mark.prefix { $0 == mark.first }), "```", "~~~", "    ```", "   ````", "``` x", "", "  ~~~"])
        return [mark] + list(0) + [end] + (below(2) == 0 ? [task()] : [])
    }

    private mutating func html() -> [String] {
        let tag = pick(["div", "pre", "script", "style", "table", "details", "b", "span"])
        let open = pick(["<\(tag)>", "<\(tag) class=\"a\">", "<\(tag)> \(words())", "  <\(tag)>", "<!--", "<?php", "<![CDATA["])
        let close = pick(["</\(tag)>", "</\(tag)>", "-->", "?>", "]]>", ""])
        return [open] + (below(3) == 0 ? [""] : []) + list(0) + (below(3) == 0 ? [""] : []) + [close] + (below(2) == 0 ? [task()] : [])
    }

    private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
    private mutating func pick(_ choices: [String]) -> String { choices[below(choices.count)] }
}
