import Foundation
import Synchronization
import Testing

@testable import JobKitDemo

@Suite("A model writes the page")
struct ModelCommandTests {
    private func repository() async throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write("lib/README.md", "# Lib\n\nLib adds numbers for people who cannot.\n")
        try await scratch.commit("lib")
        return scratch
    }

    private func environment(_ server: StubServer) -> [String: String] {
        [
            "JOBKIT_SUMMARY_PROVIDER": "openai", "JOBKIT_SUMMARY_MODEL": "scribe", "JOBKIT_SUMMARY_API_KEY": "sk-4711-secret",
            "JOBKIT_SUMMARY_URL": "http://127.0.0.1:\(server.port)",
        ]
    }

    @Test("A busy endpoint is asked again when it said, only the last stage runs twice, and the key is in no output and no row")
    func retried() async throws {
        let scratch = try await repository()
        let answer = #"{"choices":[{"message":{"role":"assistant","content":"Lib is a library that a model describes."}}]}"#
        let asked = CallCount()
        let (outcome, received) = try await StubServer.run({ _ in
            asked.next() == 1 ? .init(status: 429, headers: ["retry-after": "1"]) : .init(status: 200, body: answer)
        }) { server in
            let demo = DemoProcess(scratch: scratch, environment: environment(server))
            return (try await demo.run("summarize", "--verbose", "--json", "lib"), server.received.count)
        }
        #expect(outcome.code == 0 && received == 2)
        let report = try TaskReport(json: outcome.output)
        #expect(report.meta.summary?.contains("Lib is a library that a model describes.") == true)
        let stages = outcome.errorLines.filter { $0.contains("Stage starts") }
        #expect(stages.count { $0.contains("stage=summarizing") } == 2 && stages.count == 7)
        #expect(!(outcome.output + outcome.errors).contains("4711"))
        let rows = try Data(contentsOf: URL(fileURLWithPath: scratch.at("data/jobs.db")))
        #expect(rows.range(of: Data("4711".utf8)) == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.at("data/checkouts")).isEmpty)
    }

    @Test("An endpoint that is away or refuses is no reason for no page: it is put together here, and says why no model wrote it")
    func refused() async throws {
        let scratch = try await repository()
        let outcome = try await StubServer.run({ _ in .init(status: 401) }) { server in
            try await DemoProcess(scratch: scratch, environment: environment(server)).run("summarize", "lib")
        }
        #expect(outcome.code == 0 && outcome.output.contains("Lib adds numbers for people who cannot."))
        #expect(outcome.output.contains("A model was to write this page, and did not: the server refused the API key (HTTP 401)."))
        var away = ["JOBKIT_SUMMARY_PROVIDER": "openai", "JOBKIT_SUMMARY_MODEL": "scribe", "JOBKIT_SUMMARY_URL": "http://127.0.0.1:1"]
        away["JOBKIT_SUMMARY_API_KEY"] = "sk-4711-secret"
        let page = try await DemoProcess(scratch: scratch, environment: away).run("summarize", "--store", "memory:", "lib")
        #expect(page.code == 0 && page.output.contains("A model was to write this page, and did not: the request did not get through"))
        #expect(!(outcome.output + page.output).contains("4711"))
    }

    @Test("A half-configured endpoint is wrong use, and names the variable")
    func halfConfigured() async throws {
        let scratch = try await repository()
        let outcome = try await DemoProcess(scratch: scratch, environment: ["JOBKIT_SUMMARY_PROVIDER": "anthropic"]).run("summarize", "lib")
        #expect(outcome.code == 64 && outcome.errors.contains("JOBKIT_SUMMARY_MODEL"))
    }
}

private final class CallCount: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
