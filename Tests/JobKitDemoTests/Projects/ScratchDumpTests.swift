import Foundation
import Testing

@testable import JobKitDemo

@Suite struct ScratchDumpTests {
    @Test func dumpPlans() throws {
        guard FileManager.default.fileExists(atPath: "/tmp/h/md/dump") else { return }
        var generator = PlanGenerator(seed: 5_000)
        var rows: [[String: String]] = []
        for _ in 0..<5_000 {
            let plan = generator.plan()
            let counts = Plan(sections: PlanParser.parse(plan)).counts
            rows.append(["text": plan, "done": "\(counts.done)", "open": "\(counts.open)"])
        }
        try JSONEncoder().encode(rows).write(to: URL(filePath: "/tmp/h/md/plans.json"))
    }

    @Test func dumpReadmes() throws {
        guard FileManager.default.fileExists(atPath: "/tmp/h/md/dump") else { return }
        var out = ""
        for name in try FileManager.default.contentsOfDirectory(atPath: "/tmp/h/md/readmes").sorted() {
            guard let text = RepositoryTexts.text(of: name, in: "/tmp/h/md/readmes") else { out += "== \(name): UNREADABLE\n"; continue }
            let file = RepositoryTexts.TextFile(path: name, text: text)
            out += "== \(name)\n" + (ReadmeOpening.paragraph(of: file)?.markdown(startsLine: true) ?? "NONE") + "\n"
            out += "   commands: \(ReadmeCommands.commands(of: file))\n"
        }
        try out.write(toFile: "/tmp/h/md/openings.txt", atomically: true, encoding: .utf8)
    }

    @Test func dumpPage() throws {
        guard FileManager.default.fileExists(atPath: "/tmp/h/md/dump") else { return }
        try Fixture.library().page().write(toFile: "/tmp/h/md/page.txt", atomically: true, encoding: .utf8)
    }

    @Test func hostileTimes() throws {
        guard FileManager.default.fileExists(atPath: "/tmp/h/md/dump") else { return }
        var out = ""
        let parts = ["<!--", "-->", "- ", "```\n", "> ", "`<!-- ", "- [ ] ", "[", "![[]()", "a|", "|-\n", "|a\n|-\n", "*a ", "**a", "_a ", "[a]: b\n", "[a](b", "\n", "> - ", "  - [ ] a\n", "1. ", "`a``", "a\n", "    - ![[]()", "[1]: x\n[1]\n", "- a\n   b\n", ">\n", "<a ", "&", "1\n", "- [ ] a\n"]
        for part in parts {
            let text = String(repeating: part, count: (1 << 20) / part.utf8.count)
            let start = ContinuousClock.now
            let count = MarkdownDocument(text).blocks.count
            out += "\(part.debugDescription) \(count) \(ContinuousClock.now - start)\n"
        }
        for (name, text) in ["table": "|a|b|\n|-|-|\n" + String(repeating: "a\n", count: 500_000), "wide": String(repeating: "a|", count: 99) + "\n" + String(repeating: "-|", count: 99) + "\n" + String(repeating: "a\n", count: 500_000),
            "deep": (0..<5_000).map { String(repeating: " ", count: min(190, $0 * 2)) + "- a" }.joined(separator: "\n") + String(repeating: "\n", count: 1_000_000)] {
            let start = ContinuousClock.now
            let count = MarkdownDocument(text).blocks.count
            out += "\(name) \(count) \(ContinuousClock.now - start)\n"
        }
        try out.write(toFile: "/tmp/h/md/times.txt", atomically: true, encoding: .utf8)
    }
}
