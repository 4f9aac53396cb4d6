import Foundation
import Testing

@testable import JobKitDemo

@Suite("Output that cannot be written")
struct OutputTests {
    private func demo(_ scratch: Scratch, _ redirection: String) -> DemoProcess {
        DemoProcess(scratch: scratch, under: ["/bin/sh", "-c", "exec \"$0\" \"$@\" \(redirection)"])
    }

    private func repository() async throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write("lib/README.md", "# Lib\n\nLib adds numbers for people who cannot.\n")
        try await scratch.commit("lib")
        return scratch
    }

    @Test(
        "It is an error with an exit code, whatever was to be written",
        arguments: [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")])
    func unwritable(redirection: String, cause: String) async throws {
        let scratch = try await repository()
        let plain = DemoProcess(scratch: scratch)
        let id = try await plain.run("enqueue", "summarize", "lib").output.trimmingCharacters(in: .whitespacesAndNewlines)
        let commands = [
            ["jobs"], ["jobs", "list", "--json"], ["jobs", "stats"], ["jobs", "show", id], ["doctor", "--json"], ["migrate", "--print"],
            ["projects", "add", "web", "--repository", "lib"], ["projects", "list", "--json"], ["refresh", "web"], ["summarize", "lib"],
        ]
        for command in commands {
            let outcome = try await demo(scratch, redirection).run(command)
            #expect(outcome.code == 1 && outcome.errors.contains("The output could not be written: \(cause)."), "\(command): \(outcome)")
        }
        // A file that was opened next would have had the number of the closed stream, and the output in it.
        #expect(try await plain.run("jobs", "show", id).output.contains("State:      completed"))
        #expect(try await plain.run("doctor").errors.isEmpty)
    }

    @Test("A reader that has read enough is no error")
    func readEnough() async throws {
        let scratch = try await repository()
        _ = try await DemoProcess(scratch: scratch).run("enqueue", "summarize", "lib")
        let script = "set -o pipefail; \"$0\" \"$@\" | head -c 1 >/dev/null"
        let outcome = try await DemoProcess(scratch: scratch, under: ["/usr/bin/env", "bash", "-c", script]).run("migrate", "--print")
        #expect(outcome.code == 0 && outcome.errors.isEmpty)
    }
}
