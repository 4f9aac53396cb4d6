import Foundation
import Testing

@testable import JobKitDemo

@Suite("The demo's commands")
struct CommandTests {
    private func repository() async throws -> (Scratch, DemoProcess) {
        let scratch = try Scratch()
        try scratch.write("lib/README.md", "# Lib\n\nLib adds numbers for people who cannot.\n")
        try scratch.write("lib/tool.py", "def add(a, b):\n    \"\"\"Adds two numbers.\"\"\"\n    return a + b\n\n\nprint(add(1, 2))\n")
        try await scratch.commit("lib")
        return (scratch, DemoProcess(scratch: scratch))
    }

    @Test("summarize prints plain lines for the stages and then the page, and leaves no clone")
    func summarize() async throws {
        let (scratch, demo) = try await repository()
        let outcome = try await demo.run("summarize", "lib")
        #expect(outcome.code == 0)
        #expect(outcome.output.hasPrefix("# "))
        #expect(outcome.output.contains("Lib adds numbers for people who cannot."))
        #expect(!(outcome.output + outcome.errors).utf8.contains(0x1B))
        let done = outcome.errorLines.filter { $0.contains(" done in ") }.compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(done == ["preflight", "cloning", "observing", "extracting", "call_graph", "summarizing"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.at("data/checkouts")).isEmpty)
    }

    @Test("--json prints the task in the first system's form, and nothing else on standard output")
    func json() async throws {
        let (_, demo) = try await repository()
        for store in ["sqlite:data/jobs.db", "memory:"] {
            let outcome = try await demo.run("summarize", "--json", "--store", store, "lib")
            #expect(outcome.code == 0)
            let report = try TaskReport(json: outcome.output)
            #expect(report.status == .finished && report.meta.stage == nil && report.meta.graphSignals != nil)
            #expect(report.meta.stats?.files == 2 && report.meta.stats?.lines == 9 && report.meta.stats?.functions == 1)
            #expect(report.meta.stats?.languages["Python"] == LanguageCount(files: 1, lines: 6))
            #expect(report.meta.startedAt != nil && report.meta.finishedAt != nil && report.meta.error == nil)
        }
    }

    @Test("Wrong use exits 64 with a hint and makes no database")
    func usage() async throws {
        let scratch = try Scratch()
        let demo = DemoProcess(scratch: scratch)
        let cases: [([String], String)] = [
            (["summarize", "ext::sh -c true"], "Error:"), (["summarize", "https://user:hunter2@example.org/x.git"], "holds a password"),
            (["summarize"], "<source>"), (["summarize", "--store", "mysql:x", "."], "--store"),
            (["jobs", "show", "42"], "is no job id"), (["enqueue", "summarize", "--store", "memory:", "."], "memory:"),
            (["work", "--concurrency", "0"], "--concurrency"), (["nonsense"], "Error:"),
        ]
        for (arguments, hint) in cases {
            let outcome = try await demo.run(arguments)
            #expect(outcome.code == 64, "\(arguments)")
            #expect(outcome.errors.contains(hint), "\(arguments): \(outcome.errors)")
            #expect(!outcome.errors.contains("hunter2"))
        }
        #expect(!scratch.exists("data"))
    }

    @Test("Failed work exits 1 with the stage and the cause, in words and as JSON, and leaves no clone")
    func failure() async throws {
        let scratch = try Scratch()
        let demo = DemoProcess(scratch: scratch)
        let outcome = try await demo.run("summarize", "missing")
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("failed in the stage preflight after 1 attempt"))
        #expect(outcome.errors.contains("there is no such directory on this machine"))
        let json = try await demo.run("summarize", "--json", "missing")
        #expect(json.code == 1)
        let report = try TaskReport(json: json.output)
        #expect(report.status == .failed && report.meta.stage == "preflight")
        #expect(report.meta.error?.contains("there is no such directory") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.at("data/checkouts")).isEmpty)
    }

    @Test("A job enqueued in one process is worked in another, shown, and found by its tag")
    func background() async throws {
        let (scratch, demo) = try await repository()
        let enqueued = try await demo.run("enqueue", "summarize", "lib")
        let id = enqueued.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(enqueued.code == 0)
        let waiting = try await demo.run("jobs", "show", id)
        #expect(waiting.output.contains("State:      pending"))
        #expect(try await demo.run("jobs", "stats").output.contains("repository.summarize"))

        // `summarize` finds the job that waits and follows it, whoever works on it.
        let followed = try await demo.run("summarize", "lib")
        #expect(followed.code == 0 && followed.errors.contains("Resuming job \(id)"))
        let shown = try await demo.run("jobs", "show", "--json", id)
        #expect(try TaskReport(json: shown.output).status == .finished)
        let listed = try await demo.run("jobs", "list", "--tag", "repository:file://\(scratch.path)/lib", "--state", "completed")
        #expect(listed.output.contains(id))
        let retried = try await demo.run("jobs", "retry", id)
        #expect(retried.code == 1 && retried.errors.contains("the job succeeded"))
    }

    @Test("A cancelled job is not worked, and can be retried by hand")
    func cancel() async throws {
        let (_, demo) = try await repository()
        let id = try await demo.run("enqueue", "summarize", "lib").output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try await demo.run("jobs", "cancel", id).output == "Job \(id) is cancelled.\n")
        #expect(try await demo.run("jobs", "retry", id).output == "Job \(id) is pending.\n")
        #expect(try await demo.run("summarize", "lib").errors.contains("Resuming job \(id)"))
        #expect(try await demo.run("jobs", "show", id).output.contains("State:      completed"))
    }

    @Test("An unknown job is an error that says so")
    func unknown() async throws {
        let scratch = try Scratch()
        _ = try await DemoProcess(scratch: scratch).run("migrate")
        let outcome = try await DemoProcess(scratch: scratch).run("jobs", "show", "01890a5d-ac96-774b-bcce-b302099a8057")
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("There is no job 01890a5d-ac96-774b-bcce-b302099a8057 in this store."))
    }
}
