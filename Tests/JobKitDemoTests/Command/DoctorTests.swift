import Foundation
import Testing

@testable import JobKitDemo

@Suite("The doctor")
struct DoctorTests {
    private struct Report: Decodable {
        struct Finding: Decodable {
            var severity: String
            var code: String
            var what: String
            var detail: String
            var remedy: String
        }

        var store: String
        var healthy: Bool
        var findings: [Finding]
    }

    @Test("It exits 1 with what to do while nobody handles a job, and 0 once somebody has", arguments: ProjectDatabase.allCases)
    func findings(in database: ProjectDatabase) async throws {
        let scratch = try Scratch()
        let own = database == .postgres ? try OwnDatabase() : nil
        defer { withExtendedLifetime(own) {} }
        try scratch.write("lib/tool.py", "print(1)\n")
        try await scratch.commit("lib")
        let demo = DemoProcess(scratch: scratch, store: own?.connection)
        _ = try await demo.run("enqueue", "summarize", "lib")
        let sick = try await demo.run("doctor")
        #expect(sick.code == 1 && sick.errors.isEmpty)
        let lines = sick.output.split(separator: "\n")
        #expect(lines.first == "SEVERITY  FINDING")
        #expect(lines.dropFirst().first == "warning   Nobody handles \"repository.summarize\" in the queue \"default\"")
        #expect(
            sick.output.contains("          1 job ready, the oldest for ") && sick.output.contains("          To do: Start a worker that"))
        #expect(!sick.output.contains("Nothing needs attention."))

        let json = try await demo.run("doctor", "--json")
        let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
        #expect(json.code == 1 && !report.healthy)
        #expect(report.store == (database == .postgres ? "postgres://…" : "sqlite:data/jobs.db"))
        let first = try #require(report.findings.first)
        #expect(first.severity == "warning" && first.code == "unhandled_kind" && first.what.hasPrefix("Nobody handles"))
        #expect(first.detail.contains("No worker has been seen in the last 10 s.") && first.remedy.hasPrefix("Start a worker"))

        #expect(try await demo.run("summarize", "lib").code == 0)
        let well = try await demo.run("doctor")
        #expect(well.code == 0 && well.output.hasSuffix("Nothing needs attention.\n"))
        let healthy = try JSONDecoder().decode(Report.self, from: Data(try await demo.run("doctor", "--json").output.utf8))
        #expect(healthy.healthy && healthy.findings.allSatisfy { $0.severity == "note" })
    }

    @Test("A file that is not there is not made; memory has nothing to look at; both say what to do")
    func nothing() async throws {
        let scratch = try Scratch()
        let demo = DemoProcess(scratch: scratch)
        let missing = try await demo.run("doctor")
        #expect(missing.code == 1 && missing.errors.contains("there is no such file. Name the file that the service uses"))
        #expect(!scratch.exists("data"))
        let memory = try await demo.run("doctor", "--store", "memory:")
        #expect(memory.code == 64 && memory.errors.contains("begins with this command"))
        let help = try await demo.run("doctor", "--help")
        #expect(help.output.contains("Exit codes: 0 nothing needs attention"))
    }
}
