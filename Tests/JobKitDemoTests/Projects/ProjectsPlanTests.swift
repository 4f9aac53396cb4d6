import Testing

@testable import JobKitDemo

@Suite("A plan file")
struct ProjectsPlanTests {
    private func sections(_ text: String) -> [PlanSection] { PlanParser.parse(text) }

    /// Each task as `depth state text`.
    private func tasks(_ text: String) -> [String] {
        sections(text).flatMap(\.tasks).map { "\($0.depth) \($0.state.rawValue) \($0.text)" }
    }

    @Test("Tasks are open, done or cancelled, whatever the bullet")
    func states() {
        let text = "- [ ] a\n* [x] b\n+ [X] c\n- [-] d\n1. [x] e\n23) [ ] f\n-\t[ ]\tg\n"
        #expect(tasks(text) == ["0 open a", "0 done b", "0 done c", "0 cancelled d", "0 done e", "0 open f", "0 open g"])
    }

    @Test(
        "What only looks like a task is none",
        arguments: [
            "- [] a", "- [ ]a", "- [x](https://example.org)", "- [y] a", "- [ ]", "-[ ] a", "[ ] a", "- a [ ] b",
            "1234567890. [ ] a",
            "> - [ ] quoted", "- - [ ] a", "- [-]", "- [-]a", "- `[-] a`", "> - [-] quoted", "- a\n\n  [-] b", "    - [ ] code",
            "\t- [ ] code", "text\n    - [ ] goes on", "* * *", "- - -", "# - [ ] a", "-- [ ] a",
        ])
    func noTask(text: String) {
        #expect(tasks(text).isEmpty)
    }

    @Test("Tasks nest by indentation, with spaces or tabs, below plain items too")
    func nesting() {
        let spaces = "- [ ] a\n  - [x] b\n    - [ ] c\n  - [ ] d\n- [ ] e\n"
        let expected = ["0 open a", "1 done b", "2 open c", "1 open d", "0 open e"]
        #expect(tasks(spaces) == expected)
        #expect(tasks(spaces.replacing("  ", with: "\t")) == expected)
        #expect(tasks(spaces.replacing("  ", with: "    ")) == expected)
        #expect(tasks("1. Group\n   - [ ] a\n   - [x] b\n2. [ ] c\n") == ["1 open a", "1 done b", "0 open c"])
        #expect(tasks("- - a\n  - [ ] b\n") == ["1 open b"])
    }

    @Test("An item's own paragraphs do not end it; text to its left does")
    func paragraphs() {
        #expect(tasks("- [ ] a\n\n  More.\n\n  - [x] b\n\n- [ ] c\n") == ["0 open a", "1 done b", "0 open c"])
        #expect(tasks("- [ ] a\nlazy\n  - [ ] b\n") == ["0 open a lazy", "1 open b"])
        #expect(tasks("- [ ] a\n\nText.\n\n    - [ ] code\n") == ["0 open a"])
        #expect(tasks("- [ ] a\n\n      - [ ] code\n\n  - [ ] b\n") == ["0 open a", "1 open b"])
    }

    @Test("CR LF, a lone CR and a byte order mark are no part of the words, and lines are counted")
    func lineEnds() {
        let plan = sections("\u{FEFF}# One\r\n\r\n- [x] a\r\n  - [ ] b\r\n\r- [ ] c")
        #expect(plan.map(\.title) == ["One"])
        #expect(plan[0].tasks.map(\.text) == ["a", "b", "c"])
        #expect(plan[0].tasks.map(\.line) == [3, 4, 6])
        #expect(plan[0].tasks.map(\.depth) == [0, 1, 0])
    }

    @Test("Sections begin at headings of both kinds; those without tasks are left out")
    func headings() {
        let text = """
            - [ ] before
            # One #
            - [x] a
            ## Empty ##
            text

            Two
            ===
            - [x] b

            Three
            -----
            - [-] c
            ---
            ####### no heading
            #neither
            - [ ] d
            ### C#
            - [ ] e
            """
        let plan = sections(text)
        #expect(plan.map(\.title) == ["", "One", "Two", "Three", "C#"])
        #expect(plan.map(\.level) == [0, 1, 1, 2, 3])
        #expect(plan.map(\.tasks.count) == [1, 1, 1, 2, 1])
    }

    @Test("Code blocks are no task lists, closed or not, in items or not")
    func fences() {
        #expect(tasks("```\n- [ ] a\n```\n- [ ] b\n") == ["0 open b"])
        #expect(tasks("~~~ md\n- [ ] a\n```\n- [ ] b\n~~~~\n- [ ] c\n") == ["0 open c"])
        #expect(tasks("````\n```\n- [ ] a\n```\n````\n- [ ] b\n") == ["0 open b"])
        #expect(tasks("- [ ] a\n  ```\n  - [ ] code\n  ```\n  - [ ] b\n") == ["0 open a", "1 open b"])
        #expect(tasks("- [ ] a\n  ```\n  - [ ] code\n- [ ] b\n") == ["0 open a", "0 open b"])
        #expect(tasks("```\n- [ ] a\n") == [])
        #expect(tasks("``` is `code`\n- [ ] a\n") == ["0 open a"])
        #expect(tasks("```\n# No heading\n```\n- [ ] a\n") == ["0 open a"])
        #expect(sections("```\n# No heading\n```\n- [ ] a\n").map(\.title) == [""])
    }

    @Test("A fence ends where GitHub says, and not at one that is indented by four")
    func indentedFence() {
        #expect(tasks("- [x] Real\n\n```\n    ```\n- [ ] example\n```\n") == ["0 done Real"])
    }

    @Test("Comments are no task lists, and code is no comment")
    func comments() {
        #expect(tasks("<!-- - [ ] a -->\n- [ ] b\n") == ["0 open b"])
        #expect(tasks("<!--\n- [ ] a\n\n# No\n-->\n- [ ] b\n") == ["0 open b"])
        #expect(tasks("- [ ] a <!-- why --> b\n") == ["0 open a b"])
        #expect(tasks("- [ ] a `<!--` b\n- [ ] c\n\n-->\n") == ["0 open a <!-- b", "0 open c"])
        #expect(tasks("```\n<!--\n```\n- [ ] a\n\n-->\n") == ["0 open a"])
        let twice = "- [x] Strip ``<!--`` from\n- [ ] Second\n- [ ] Third\n- [x] Strip ``-->`` too\n- [x] Last\n"
        #expect(Plan(sections: sections(twice)).counts == TaskCounts(done: 3, open: 2))
    }

    @Test("A mark of a comment in a task's words hides no later task")
    func strayComment() {
        let text = "- [x] remove the <!-- marker\n- [ ] Second\n- [ ] Third\n- [x] remove the --> marker\n"
        #expect(tasks(text) == ["0 done remove the <!-- marker", "0 open Second", "0 open Third", "0 done remove the --> marker"])
    }

    @Test("What stands between tags of HTML is no task list", arguments: ["pre", "div", "script", "style", "table"])
    func html(tag: String) {
        let text = "- [x] Real\n\n<\(tag)>\n- [ ] example only\n- [ ] another example\n</\(tag)>\n\n- [ ] After\n"
        #expect(tasks(text) == ["0 done Real", "0 open After"])
    }

    @Test("A task's words are what is shown of them")
    func words() {
        #expect(tasks("- [ ] **a** [b](c) `d` ![e](f) ~~g~~ &amp; <i>h</i>\n") == ["0 open a b d g & h"])
        #expect(tasks("- [-] ~~a~~ b\n") == ["0 cancelled a b"])
        #expect(tasks("- [ ] write [x] here\n") == ["0 open write [x] here"])
    }

    @Test("The keys at the top of a page are no plan, and a line across the page hides nothing")
    func frontMatter() {
        #expect(tasks("---\ntitle: x\nlist:\n- [ ]\n---\n- [ ] b\n") == ["0 open b"])
        #expect(tasks("---\n- [ ] a\n---\n- [ ] b\n") == ["0 open a", "0 open b"])
        #expect(tasks("---\ntitle: x\n- [ ] a\n") == ["0 open a"])
        let plan = sections("---\nNote: it begins here\n\n- [x] One\n- [ ] Two\n\n---\n\n- [ ] Three\n")
        #expect(Plan(sections: plan).counts == TaskCounts(done: 1, open: 2))
    }

    @Test("Progress is done of done and open, rounded to one decimal; without tasks there is none")
    func progress() {
        func percentage(_ text: String) -> Double? { Plan(sections: sections(text)).counts.progressPercentage }
        #expect(percentage("- [x] a\n- [x] b\n- [ ] c\n- [-] d\n") == 66.7)
        #expect(percentage("- [x] a\n- [ ] b\n- [ ] c\n") == 33.3)
        #expect(percentage("- [x] a\n") == 100)
        #expect(percentage(String(repeating: "- [x] a\n", count: 1_999) + "- [ ] b\n") == 99.9)
        #expect(percentage("- [ ] a\n") == 0)
        #expect(percentage("- [-] a\n") == nil)
        #expect(percentage("") == nil)
    }

    @Test("Both figures of a count are written in one way")
    func countWords() {
        #expect(TaskCounts(done: 1_667, open: 3_333, cancelled: 1_200).words == "1,667 of 5,000 tasks done, 1,200 cancelled")
        #expect(TaskCounts(done: 1).words == "1 of 1 task done" && TaskCounts().words == "no tasks")
    }

    @Test("All tasks are counted, however many; words and tasks that are kept have an end, and cannot drive a terminal")
    func limits() {
        let many = sections(String(repeating: "- [x] a\n", count: 20_000) + String(repeating: "# H\n- [ ] b\n", count: 1_000))
        #expect(many.reduce(into: TaskCounts()) { $0 += $1.counts } == TaskCounts(done: 20_000, open: 1_000))
        #expect(many.count == PlanParser.keptSections)
        #expect(many.reduce(0) { $0 + $1.tasks.count } == PlanParser.keptTasks)
        let long = sections("- [ ] \u{1B}[31m" + String(repeating: "ü", count: 5_000))[0].tasks[0].text
        #expect(long.utf8.count <= PlanParser.keptBytes && long.hasPrefix("ü"))
    }

    @Test(
        "A hostile plan costs no more than its length",
        arguments: [
            "<!--", "-->", "- ", "```\n", "> ", "`<!-- ", "#", "\t", "- [ ] ", "<!-- -->", "a<!-- -->", "-", "[", "1. ", "  - [ ] a\n",
            "=\n", "\u{301}", "![[]()", "a|", "|a\n|-\n", "*a ", "`a``", "[a]: b\n", "\n", "> - ",
        ])
    func hostile(part: String) {
        // A cost that grows faster than the text would not come back in the life of a test.
        let text = String(repeating: part, count: PlanFile.sizeLimit / 8 / part.utf8.count)
        let plan = sections(text)
        #expect(plan.reduce(0) { $0 + $1.tasks.count } <= PlanParser.keptTasks)
    }
}
