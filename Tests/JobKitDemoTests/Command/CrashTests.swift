import Foundation
import JobKit
import JobKitSQLite
import Testing

@testable import JobKitDemo

@Suite("A summary survives kill -9")
struct CrashTests {
    private static let stages = SummarizeRepository.Stage.allCases.filter { $0 != .finished }

    private func makeRepository(in scratch: Scratch) async throws {
        try scratch.write("lib/README.md", "# Lib\n\nLib adds numbers for people who cannot.\n")
        try scratch.write(
            "lib/Package.swift", "// swift-tools-version: 6.0\nimport PackageDescription\nlet package = Package(name: \"Lib\")\n")
        try scratch.write(
            "lib/Sources/Lib/Adder.swift", "/// Adds.\npublic struct Adder {\n    public func add(_ a: Int) -> Int { a + 1 }\n}\n")
        try await scratch.commit("lib")
    }

    /// Which stages began, as the process logged it.
    private func started(_ outcome: DemoProcess.Outcome) -> [String] {
        outcome.errorLines.filter { $0.contains("Stage starts") }.compactMap { line in
            Self.stages.map(\.rawValue).first { line.contains("stage=\($0)") }
        }
    }

    @Test("Killed in any stage, the same command resumes behind the last finished one and gives the same page", arguments: stages)
    func resumed(stage: SummarizeRepository.Stage) async throws {
        let scratch = try Scratch()
        try await makeRepository(in: scratch)
        let demo = DemoProcess(scratch: scratch)
        let whole = try await demo.run("summarize", "--store", "sqlite:whole/jobs.db", "lib")
        #expect(whole.code == 0)

        let killed = try await demo.run("summarize", "--verbose", "--pause-at", stage.rawValue, "lib") { $0.contains("Paused in") }
        #expect(killed.code == nil)
        let before = Self.stages.prefix { $0 != stage }.map(\.rawValue)
        #expect(started(killed) == before + [stage.rawValue])
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.at("data/checkouts")).isEmpty == false)

        let resumed = try await demo.run("summarize", "--verbose", "lib")
        #expect(resumed.code == 0)
        #expect(resumed.output == whole.output)
        #expect(started(resumed) == Self.stages.drop { $0 != stage }.map(\.rawValue))
        if let last = before.last {
            #expect(resumed.errors.contains("the stages up to \(last) are done"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.at("data/checkouts")).isEmpty)

        let store = SQLiteJobStore(path: scratch.at("data/jobs.db"))
        try await store.prepare()
        let jobs = try await JobQueue(store: store).jobs().jobs
        await store.close()
        #expect(jobs.map(\.state) == [.completed])
        #expect(jobs.map(\.attempt) == [2])
        #expect(jobs.flatMap(\.errors).map(\.type) == ["JobKit.LeaseLapsed"])
    }

    @Test("The clone of a job that is cancelled after a crash is removed")
    func cancelled() async throws {
        let scratch = try Scratch()
        try await makeRepository(in: scratch)
        let demo = DemoProcess(scratch: scratch)
        _ = try await demo.run("summarize", "--pause-at", "extracting", "lib") { $0.contains("Paused in") }
        let id = try await demo.run("jobs").output.split(separator: "\n").last?.split(separator: " ").first.map(String.init)
        let job = try #require(id)
        #expect(scratch.exists("data/checkouts/\(job)-0/tree/README.md"))
        // Its worker is dead: the request is noted, and the sweep of the next one cancels the job once the lease has lapsed.
        #expect(try await demo.run("jobs", "cancel", job).output.contains("is asked to stop"))
        let resumed = try await demo.run("summarize", "lib")
        #expect(resumed.code == 1 && resumed.errors.contains("cancelled"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.at("data/checkouts")).isEmpty)
    }

    @Test("Interrupted, it gives its job back, removes the clone, and the same command fetches it again and goes on")
    func interrupted() async throws {
        let scratch = try Scratch()
        try await makeRepository(in: scratch)
        let demo = DemoProcess(scratch: scratch)
        let stopped = try await demo.run("summarize", "--pause-at", "extracting", "lib", signal: .interrupt) { $0.contains("Paused in") }
        #expect(stopped.code == 130 && stopped.errors.contains("Give the same command again"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.at("data/checkouts")).isEmpty)
        #expect(try await demo.run("jobs").output.contains(" 0/5 "))
        let resumed = try await demo.run("summarize", "--verbose", "lib")
        #expect(resumed.code == 0)
        #expect(started(resumed) == ["extracting", "call_graph", "summarizing"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.at("data/checkouts")).isEmpty)
    }

    @Test("A repository that moved on while its job was interrupted fails with a sentence, and a new job takes the new commit")
    func movedOn() async throws {
        let scratch = try Scratch()
        try await makeRepository(in: scratch)
        let demo = DemoProcess(scratch: scratch)
        _ = try await demo.run("summarize", "--pause-at", "extracting", "lib", signal: .interrupt) { $0.contains("Paused in") }
        try scratch.write("lib/Sources/Lib/Other.swift", "func other() {}\n")
        try await scratch.commit("lib")
        let resumed = try await demo.run("summarize", "lib")
        #expect(resumed.code == 1 && resumed.errors.contains("has moved on from"))
        let json = try await demo.run("summarize", "--json", "lib")
        #expect(try TaskReport(json: json.output).meta.stats?.files == 4)
    }

    @Test("Killed in the middle of a second clone, the next attempt reads a whole one")
    func killedInSecondClone() async throws {
        let scratch = try Scratch()
        try await makeRepository(in: scratch)
        let demo = DemoProcess(scratch: scratch)
        _ = try await demo.run("summarize", "--pause-at", "observing", "lib", signal: .interrupt) { $0.contains("Paused in") }
        // A git that hangs when a part of the files is there.
        try scratch.script(
            "bin/git",
            """
            PATH=${PATH#*:}
            case " $* " in *" checkout "*)
                git "$@" >/dev/null 2>&1
                find '\(scratch.at("data/checkouts"))' -path '*/.git' -prune -o -name Adder.swift -exec rm {} +
                touch '\(scratch.at("hangs"))'; exec sleep 1000;;
            esac
            exec git "$@"
            """)
        let path = scratch.at("bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        let script = """
            PATH=$2 "$1" summarize lib 2> log & demo=$!
            until test -e hangs; do sleep 0.05; done
            kill -KILL $demo
            """
        try await scratch.shell(script, DemoProcess.executable, path)
        let whole = try await demo.run("summarize", "--json", "lib")
        #expect(try TaskReport(json: whole.output).meta.stats?.files == 3, "\(whole.errors)")
        #expect(whole.output.contains("Adder.swift"))
    }

    @Test("Leftovers go when no process holds them and nobody needs them, and not before")
    func leftovers() async throws {
        let scratch = try Scratch()
        let workspace = Workspace(root: scratch.at("checkouts"))
        let ids = (0..<3).map { _ in JobEnvironment.system.makeJobID() }
        func tree(_ number: Int) -> String { "checkouts/\(ids[number])-0/tree" }
        for number in 0..<3 { try scratch.write(tree(number) + "/file", "x") }
        let held = try workspace.take(ids[0])
        let second = try workspace.take(ids[0])
        #expect(held.hasTree && !second.hasTree)
        second.remove()
        await workspace.removeLeftovers(now: Date()) { $0 == ids[1] ? .needed : .over }
        #expect(scratch.exists(tree(0)) && scratch.exists(tree(1)) && !scratch.exists(tree(2)))
        held.remove()
        // Another database's, perhaps, or of a job that was pruned.
        try scratch.write("checkouts/\(ids[1])-0.lock", "")
        await workspace.removeLeftovers(now: Date()) { _ in .unknown }
        #expect(scratch.exists(tree(1)))
        await workspace.removeLeftovers(now: Date(timeIntervalSinceNow: 90_000)) { _ in .unknown }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.at("checkouts")).isEmpty)
    }
}
