import JobKit
import Testing

@testable import JobKitDemo

@Suite("Which file is the plan")
struct ProjectsPlanFileTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func read(_ wanted: String? = nil) async throws -> Plan {
        try await scratch.commit("origin")
        let checkout = try await Cloner(git: scratch.git()).clone(try scratch.source("origin"), into: scratch.at("clone"))
        let files = try await TrackedEntry.list(in: checkout.directory, git: scratch.git()).filter { $0.kind == .file }.map(\.name)
        return try PlanFile(checkout: checkout).read(wanted, among: files)
    }

    @Test("The first of the known names is, in any letter case, else the README")
    func order() {
        #expect(PlanFile.find(among: ["README.md", "docs/plan.md", "ROADMAP.md", "Todo.md"]) == "Todo.md")
        #expect(PlanFile.find(among: ["README.md", "Docs/PLAN.md", "docs/TODO.md"]) == "Docs/PLAN.md")
        #expect(PlanFile.find(among: ["README.md", "x/PLAN.md"]) == "README.md")
        #expect(PlanFile.find(among: ["src/a.c"]) == nil)
    }

    @Test("Without any there are no tasks, and that is no error")
    func none() async throws {
        try scratch.write("origin/a.c", "int a;\n")
        #expect(try await read() == Plan())
    }

    @Test("The file that was named is read, whatever else there is")
    func named() async throws {
        try scratch.write("origin/PLAN.md", "- [ ] a\n")
        try scratch.write("origin/notes/My plan.md", "- [x] b\n")
        let plan = try await read("notes/My plan.md")
        #expect(plan.file == "notes/My plan.md" && plan.counts == TaskCounts(done: 1))
    }

    @Test(
        "A file that was named and is not there, or is a link, is a failure for good that says what to do", arguments: ["NO.md", "link.md"])
    func missing(name: String) async throws {
        try scratch.write("origin/PLAN.md", "- [ ] a\n")
        try scratch.write("secret.md", "- [x] secret\n")
        try await scratch.shell("ln -s ../secret.md origin/link.md")
        let error = await #expect(throws: DoNotRetry.self) { try await read(name) }
        let commit = try await scratch.shell("git -C origin rev-parse HEAD").prefix(12)
        #expect(
            error?.reason
                == "The plan file \"\(name)\" is not among the files of \(scratch.at("origin")) at \(commit). To fix this, commit it there and "
                + "refresh again, or remove the project and add it again with another --plan.")
    }

    @Test("A plan that became a link since the clone is not followed")
    func replaced() async throws {
        try scratch.write("origin/PLAN.md", "- [ ] a\n")
        try scratch.write("secret.md", "- [x] secret\n")
        _ = try await read()
        try await scratch.shell("rm clone/PLAN.md; ln -s ../secret.md clone/PLAN.md")
        let checkout = Checkout(
            source: "origin", name: "origin", directory: scratch.at("clone"), commit: "0", branch: nil, committedAt: nil)
        let error = #expect(throws: DoNotRetry.self) { try PlanFile(checkout: checkout).read(nil, among: ["PLAN.md"]) }
        #expect(error?.reason.contains("cannot be read") == true)
    }

    @Test("A plan that is too long is a failure that says so, not a part of a plan")
    func tooLong() async throws {
        try scratch.write("origin/PLAN.md", String(repeating: "- [ ] a\n", count: PlanFile.sizeLimit / 8 + 1))
        let error = await #expect(throws: DoNotRetry.self) { try await read() }
        #expect(error?.reason.contains("is longer than \(PlanFile.sizeLimit) bytes") == true)
    }

    @Test("A plan that PowerShell wrote, and one in Latin-1, are read")
    func encodings() async throws {
        try scratch.write("origin/PLAN.md", bytes: [0xFF, 0xFE] + "# Plan\r\n- [x] one\r\n- [ ] two\r\n".utf8.flatMap { [$0, 0] })
        #expect(try await read().counts == TaskCounts(done: 1, open: 1))
        try scratch.write("origin/TODO.md", bytes: Array("# Pl".utf8) + [0xE4] + Array("ne\n- [ ] Gr".utf8) + [0xFC] + Array("n\n".utf8))
        try await scratch.shell("rm -rf clone origin/PLAN.md")
        let plan = try await read()
        #expect(plan.sections.map(\.title) == ["Pläne"] && plan.sections[0].tasks.map(\.text) == ["Grün"])
    }

    @Test("A plan in no known encoding is a failure that says so; a README in one is no plan, with a note")
    func unreadable() async throws {
        let bytes: [UInt8] = [0xC4, 0xE3, 0xBA, 0xC3, 0xCA, 0xC0, 0xBD, 0xE7]
        try scratch.write("origin/README.md", bytes: bytes)
        let plan = try await read()
        #expect(plan == Plan(file: "README.md", note: "\"README.md\" is not text in UTF-8, UTF-16 or Windows-1252 and was not read."))
        try scratch.write("origin/PLAN.md", bytes: bytes)
        try await scratch.shell("rm -rf clone")
        let error = await #expect(throws: DoNotRetry.self) { try await read() }
        #expect(
            error?.reason == "The plan file \"PLAN.md\" of \(scratch.at("origin")) is not text in UTF-8, UTF-16 or Windows-1252. "
                + "To fix this, save it as UTF-8 and commit it.")
    }
}
