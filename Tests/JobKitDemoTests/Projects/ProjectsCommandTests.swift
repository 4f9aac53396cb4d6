import Foundation
import Testing

@testable import JobKitDemo

@Suite("The projects' commands")
struct ProjectsCommandTests {
    /// - Returns: the last is to be held as long as the process is used.
    private func repository(_ database: ProjectDatabase) async throws -> (Scratch, DemoProcess, OwnDatabase?) {
        let scratch = try Scratch()
        try scratch.write("web/PLAN.md", "# Now\n- [x] a\n- [x] b\n- [ ] c\n- [-] d\n")
        try scratch.write("web/app.py", "import flask\n")
        try await scratch.commit("web")
        let own = database == .postgres ? try OwnDatabase() : nil
        return (scratch, DemoProcess(scratch: scratch, store: own?.connection), own)
    }

    private struct Refresh: Decodable {
        struct Result: Decodable {
            var tasks: Int
            var percentage: Double?

            private enum CodingKeys: String, CodingKey {
                case tasks = "tasks_count"
                case percentage = "progress_percentage"
            }
        }

        var id: String
        var type: String
        var status: String
        var created: String
        var started: String?
        var completed: String?
        var result: Result?
        var error: String?
        var retries: Int

        private enum CodingKeys: String, CodingKey {
            case id, type, status, created, started, completed, result, error
            case retries = "retry_count"
        }
    }

    private func history(_ demo: DemoProcess, _ name: String) async throws -> [Refresh] {
        try JSONDecoder().decode([Refresh].self, from: Data(try await demo.run("projects", "jobs", name, "--json").output.utf8))
    }

    @Test(
        "A project is added, refreshed and shown, with progress by section and skills with their evidence",
        arguments: ProjectDatabase.allCases)
    func follow(in database: ProjectDatabase) async throws {
        let (scratch, demo, own) = try await repository(database)
        defer { withExtendedLifetime(own) {} }
        let added = try await demo.run("projects", "add", "web", "--repository", "web")
        #expect(added.code == 0 && added.output.hasPrefix("Added web. Its first refresh is job "))
        #expect(try await demo.run("projects", "show", "web").output.contains("Newest job: pending\nRefreshed:  never"))
        let refreshed = try await demo.run("refresh", "web", "--wait")
        #expect(refreshed.code == 0)
        let done = refreshed.errorLines.filter { $0.contains(" done in ") }.compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(done == ["preflight", "cloning", "planning", "skills", "storing"])
        #expect(refreshed.output.contains("Progress:   66.7 %, 2 of 3 tasks done, 1 cancelled\n"))
        #expect(refreshed.output.contains("Now      66.7 %    2     1     1\n"))
        #expect(refreshed.output.contains("Flask   framework  app.py:1\n"))
        let listed = try await demo.run("projects").output.split(separator: "\n")
        #expect(listed.count == 2 && listed[1].hasPrefix("web   66.7 %    2/3    20"))
        #expect(listed[1].hasSuffix(scratch.at("web")))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.at("data/checkouts")).isEmpty)
    }

    @Test(
        "The history has every refresh, newest first, with all its fields; another process works on what waits",
        arguments: ProjectDatabase.allCases)
    func work(in database: ProjectDatabase) async throws {
        let (scratch, demo, own) = try await repository(database)
        defer { withExtendedLifetime(own) {} }
        _ = try await demo.run("projects", "add", "web", "--repository", "web")
        _ = try await demo.run("projects", "add", "gone", "--repository", "gone")
        let id = try await demo.run("refresh", "web").output.trimmingCharacters(in: .whitespacesAndNewlines)
        let waiting = try await history(demo, "web")
        #expect(waiting.map(\.status) == ["pending"] && waiting.first?.id == id)
        #expect(waiting.allSatisfy { $0.started == nil && $0.completed == nil && $0.result == nil && $0.retries == 0 })

        // Two jobs; what runs when the signal comes is finished.
        let worked = try await demo.run("work", "--concurrency", "1", "--verbose", signal: .interrupt) { log in
            log.components(separatedBy: "stage=storing").count + log.components(separatedBy: "failed for good").count == 4
        }
        #expect(worked.code == 0)
        let all = try await history(demo, "web")
        #expect(all.map(\.status) == ["completed"] && all.first?.id == id)
        for refresh in all {
            #expect(refresh.type == "project.refresh" && refresh.error == nil)
            let times = [refresh.created, try #require(refresh.started), try #require(refresh.completed)]
            #expect(times == times.sorted() && times.allSatisfy { ReportTime($0) != nil })
            #expect(refresh.result?.tasks == 3 && refresh.result?.percentage == 66.7)
        }
        let failed = try #require(try await history(demo, "gone").first)
        #expect(failed.status == "failed" && failed.error?.contains("there is no such directory on this machine") == true)
        #expect(
            try await demo.run("projects", "jobs", "gone").output.contains("\n    The repository was not found: \(scratch.at("gone"))."))
        #expect(try await demo.run("projects", "show", "gone").output.contains("Newest job: failed: The repository was not found"))
    }

    @Test("A failed refresh exits 1 with stage and cause; the result of the one before stays", arguments: ProjectDatabase.allCases)
    func failure(in database: ProjectDatabase) async throws {
        let (scratch, demo, own) = try await repository(database)
        defer { withExtendedLifetime(own) {} }
        _ = try await demo.run("projects", "add", "web", "--repository", "web")
        _ = try await demo.run("refresh", "web", "--wait")
        try await scratch.shell("mv web elsewhere")
        let outcome = try await demo.run("refresh", "web", "--wait")
        #expect(outcome.code == 1 && outcome.output.isEmpty)
        #expect(outcome.errors.contains("failed in the stage preflight after 1 attempt: The repository was not found"))
        #expect(try await demo.run("projects", "show", "web").output.contains("Progress:   66.7 %"))
    }

    @Test("Removing a project cancels its refreshes, forgets its history and frees its name", arguments: ProjectDatabase.allCases)
    func remove(in database: ProjectDatabase) async throws {
        let (_, demo, own) = try await repository(database)
        defer { withExtendedLifetime(own) {} }
        _ = try await demo.run("projects", "add", "web", "--repository", "web")
        _ = try await demo.run("refresh", "--all")
        #expect(try await demo.run("projects", "remove", "web").output == "Removed web and cancelled 1 refresh.\n")
        let unknown = try await demo.run("projects", "jobs", "web")
        #expect(unknown.code == 1 && unknown.errors.contains("There is no project \"web\"."))
        #expect(try await demo.run("jobs", "list", "--state", "cancelled").output.split(separator: "\n").count == 2)
        #expect(try await demo.run("projects", "add", "web", "--repository", "web").code == 0)
        #expect(try await history(demo, "web").count == 1)
    }

    @Test("Wrong use exits 64 with a hint, makes no database, and repeats no password")
    func usage() async throws {
        let scratch = try Scratch()
        let demo = DemoProcess(scratch: scratch)
        let secret = "https://user:hunter2@example.org/x.git"
        let cases: [([String], String)] = [
            (["projects", "add", "x", "--repository", secret], "holds a password"), (["projects", "add", "x"], "--repository"),
            (["projects", "add", secret, "--repository", "x"], "belongs behind --repository"),
            (["projects", "add", "x", "--repository", "x", "--plan", secret], "names no file"),
            (["projects", "add", "", "--repository", "x"], "it is empty"),
            (["projects", "add", "x", "--repository", "x", "--plan", "../p"], "must lie in the repository"),
            (["projects", "list", "--store", "memory:"], "memory: is none"), (["refresh", "x", "--store", "memory:"], "memory: is none"),
            (["refresh"], "or --all"), (["refresh", "x", "--all"], "or --all"),
            (["refresh", "--all", "--wait"], "--wait follows one project"),
            (["refresh", "x", "--json"], "give both"), (["projects", "jobs", "x", "--limit", "0"], "--limit"),
        ]
        for (arguments, hint) in cases {
            let outcome = try await demo.run(arguments)
            #expect(outcome.code == 64, "\(arguments)")
            #expect(outcome.errors.contains(hint), "\(arguments): \(outcome.errors)")
            #expect(!(outcome.output + outcome.errors).contains("hunter2"), "\(arguments)")
        }
        #expect(!scratch.exists("data"))
        let unknown = try await demo.run("refresh", secret)
        #expect(unknown.code == 1 && !unknown.errors.contains("hunter2"))
    }

    @Test("Credentials for a host are in no output and no row, whatever the host says", arguments: ProjectDatabase.allCases)
    func credentials(in database: ProjectDatabase) async throws {
        let (scratch, _, own) = try await repository(database)
        let secrets = ["JOBKIT_GIT_HOST": "127.0.0.1:9", "JOBKIT_GIT_USER": "user4711", "JOBKIT_GIT_PASSWORD": "hunter4711"]
        let demo = DemoProcess(scratch: scratch, environment: secrets, store: own?.connection)
        _ = try await demo.run("projects", "add", "far", "--repository", "https://127.0.0.1:9/x.git")
        let worked = try await demo.run("work", "--verbose", signal: .interrupt) { $0.contains("stage=preflight") }
        let shown = try await demo.run("projects", "jobs", "far", "--json")
        #expect(worked.errors.contains("stage=preflight"))
        #expect(!(worked.output + worked.errors + shown.output).contains("4711"))
        #expect(try await stored(scratch, own).range(of: Data("4711".utf8)) == nil)
    }

    /// All that a database holds of jobs and projects.
    private func stored(_ scratch: Scratch, _ own: OwnDatabase?) async throws -> Data {
        guard let own else {
            let files = try FileManager.default.contentsOfDirectory(atPath: scratch.at("data")).filter { $0.hasPrefix("jobs.db") }
            return try files.map { try Data(contentsOf: URL(fileURLWithPath: scratch.at("data/" + $0))) }.reduce(Data(), +)
        }
        let rows = try await own.psql(
            """
            SELECT encode(payload, 'escape') FROM jobkit.job; SELECT encode(result, 'escape') FROM jobkit.step; SELECT f::text FROM jobkit.failure f;
            SELECT p::text FROM jobkit.progress p; SELECT t::text FROM jobkit.tag t; SELECT p::text FROM jobkit_demo.project p;
            SELECT r::text FROM jobkit_demo.project_refresh r
            """)
        #expect(rows.contains { $0.contains("127.0.0.1:9") })
        return Data(rows.joined(separator: "\n").utf8)
    }
}
