import Foundation
import Testing

@testable import JobKitDemo

@Suite("Jobs as JSON")
struct JobReportTests {
    private func object(_ text: String) throws -> [String: JSONValue] {
        guard case .object(let object) = try #require(JSONValue(Data(text.utf8))) else { return [:] }
        return object
    }

    private func object(_ value: JSONValue?) -> [String: JSONValue] { if case .object(let object) = value { object } else { [:] } }

    @Test(
        "A job of any kind has the first system's form, and beside it payload, output, steps and errors",
        arguments: ProjectDatabase.allCases)
    func show(in database: ProjectDatabase) async throws {
        let scratch = try Scratch()
        try scratch.write("lib/PLAN.md", "- [x] a\n- [ ] b\n")
        try await scratch.commit("lib")
        let own = database == .postgres ? try OwnDatabase() : nil
        defer { withExtendedLifetime(own) {} }
        let demo = DemoProcess(scratch: scratch, store: own?.connection)
        #expect(try await demo.run("summarize", "lib").code == 0)
        let added = try object(try await demo.run("projects", "add", "web", "--repository", "lib", "--json").output)
        #expect(object(added["project"])["name"] == .string("web"))
        #expect(try await demo.run("refresh", "web", "--wait").code == 0)
        #expect(try await demo.run("summarize", "missing").code == 1)

        let listed = try await demo.run("jobs", "list", "--json")
        guard case .array(let jobs) = try #require(JSONValue(Data(listed.output.utf8))) else { return }
        let byKind = Dictionary(grouping: jobs.map(object)) { object($0["job"])["kind"] ?? .null }
        let refresh = try #require(byKind[.string("project.refresh")]?.first)
        #expect(refresh["task_id"] == added["job"] && refresh["task_status"] == .string("finished"))
        let details = object(refresh["job"])
        #expect(object(details["payload"])["trigger"] == .string("added"))
        #expect(object(details["output"])["tasks_count"] == .integer(2))
        #expect(object(object(refresh["task_meta"])["result"])["progress_percentage"] == .integer(50))
        let failed = try #require(byKind[.string("repository.summarize")]?.first)
        #expect(failed["task_status"] == .string("failed") && object(failed["task_meta"])["stage"] == .string("preflight"))
        #expect(object(failed["task_meta"])["summary"] == nil && object(failed["job"])["output"] == nil)
        guard case .array(let errors) = object(failed["job"])["errors"], case .string(let id) = refresh["task_id"] else {
            Issue.record("no errors, or no id")
            return
        }
        #expect(errors.count == 1)

        let shown = try object(try await demo.run("jobs", "show", id, "--json").output)
        let steps = ["preflight", "cloning", "planning", "skills", "storing"].map(JSONValue.string)
        #expect(object(shown["job"])["steps_done"] == .array(steps))
        let text = try await demo.run("jobs", "show", id).output
        #expect(text.contains("Payload:    {") && text.contains("Output:     {"))
        #expect(text.contains("Steps done: preflight, cloning, planning, skills, storing"))
        let stats = try object(try await demo.run("jobs", "stats", "--json").output)
        #expect(stats["workers"] == .array([]) && stats["counts"] != .array([]))
        let removed = try object(try await demo.run("projects", "remove", "web", "--json").output)
        #expect(removed["name"] == .string("web") && removed["cancelled_jobs"] == .integer(0))
    }

    @Test("What is not JSON is shown by its size, and kept as base64")
    func bytes() throws {
        let content = JobReport.Content(bytes: Data([0xFF, 0x00]))
        #expect(try ReportJSON.text(content).contains("\"base64\" : \"/wA=\""))
    }

    @Test("JSON reads back as it was written", arguments: [#"{"a":[1,2.5,"x",null,true],"b":{}}"#, "9007199254740993", "[]", "null"])
    func value(text: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        #expect(String(decoding: try encoder.encode(try #require(JSONValue(Data(text.utf8)))), as: UTF8.self) == text)
        #expect(JSONValue(Data("{".utf8)) == nil)
    }
}
