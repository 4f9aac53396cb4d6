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
