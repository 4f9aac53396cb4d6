import Testing

@testable import JobKitDemo

@Suite("A worker that is stopped, and not killed")
struct StoppedWorkerTests {
    @Test("Its job finishes on another in a directory of its own; one refresh is all there was to do")
    func stopped() async throws {
        let scratch = try Scratch()
        try scratch.write("lib/README.md", "# Lib\n\nLib adds numbers for people who cannot.\n")
        try await scratch.commit("lib")
        // The first holds its directory as long as it is there.
        let script = """
            "$1" summarize --pause-at extracting lib 2> first.log & first=$!
            until grep -q Paused first.log; do sleep 0.05; done
            kill -STOP $first
            "$1" summarize --verbose lib > page.md 2> second.log && code=0 || code=$?
            kill -KILL $first
            echo $code
            """
        #expect(try await scratch.shell(script, DemoProcess.executable) == "0\n")
        let demo = DemoProcess(scratch: scratch)
        let shown = try await demo.run("jobs", "list", "--json").output
        #expect(shown.contains("\"attempt\" : 2") && shown.contains("\"task_status\" : \"finished\""))
    }

    @Test("An attempt that fails is seen when it fails, with the reason and when the next one is due")
    func attempts() async throws {
        let demo = DemoProcess(scratch: try Scratch())
        let outcome = try await demo.run("summarize", "https://127.0.0.1:1/x.git", signal: .interrupt) {
            $0.contains("next attempt is due")
        }
        #expect(outcome.code == 130)
        #expect(outcome.errors.contains("preflight failed") && outcome.errors.contains("attempt 1 of 5 failed"), "\(outcome.errors)")
        #expect(outcome.errors.contains("The repository could not be reached: https://127.0.0.1:1/x.git. Cause: "))
    }

    @Test("Once the lease of a worker that was killed has lapsed, the doctor says that none is left to take its job back")
    func killed() async throws {
        let scratch = try Scratch()
        try scratch.write("lib/README.md", "# Lib\n")
        try await scratch.commit("lib")
        let demo = DemoProcess(scratch: scratch)
        _ = try await demo.run("summarize", "--pause-at", "extracting", "lib") { $0.contains("Paused in") }
        var found = try await demo.run("doctor")
        while found.code == 0 { found = try await demo.run("doctor") }
        #expect(found.output.contains("1 job held by workers that have fallen silent") && found.output.contains("To do: Start a worker"))
    }

    @Test("What was added is refreshed once, by the command that waits for it")
    func oneRefresh() async throws {
        let scratch = try Scratch()
        try scratch.write("lib/PLAN.md", "- [x] a\n")
        try await scratch.commit("lib")
        let demo = DemoProcess(scratch: scratch)
        _ = try await demo.run("projects", "add", "web", "--repository", "lib")
        #expect(try await demo.run("refresh", "web", "--wait").code == 0)
        #expect(try await demo.run("jobs", "list", "--state", "pending").output == "No jobs.\n")
        #expect(try await demo.run("projects", "jobs", "web").output.split(separator: "\n").count == 2)
        #expect(try await demo.run("doctor").code == 0)
    }
}
