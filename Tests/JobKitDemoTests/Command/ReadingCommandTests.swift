import Foundation
import GRDB
import Testing

@testable import JobKitDemo

@Suite("Commands that read")
struct ReadingCommandTests {
    private static let id = "01890a5d-ac96-774b-bcce-b302099a8057"
    private static let commands = [
        ["jobs"], ["jobs", "list"], ["jobs", "stats"], ["jobs", "show", id], ["jobs", "cancel", id], ["jobs", "retry", id], ["projects"],
        ["projects", "show", "web"], ["projects", "jobs", "web"], ["projects", "remove", "web"], ["refresh", "--all"], ["refresh", "web"],
        ["doctor"],
    ]

    @Test("They make neither folder nor file, and say that there is none", arguments: commands)
    func nothing(command: [String]) async throws {
        let scratch = try Scratch()
        let outcome = try await DemoProcess(scratch: scratch, store: "sqlite:nope/dir/x.db").run(command)
        #expect(outcome.code == 1 && outcome.output.isEmpty)
        #expect(outcome.errors.contains("there is no such file. Name the file that the service uses"), "\(outcome.errors)")
        #expect(!scratch.exists("nope"))
    }

    @Test("They leave a database of something else as it is", arguments: commands)
    func foreign(command: [String]) async throws {
        let scratch = try Scratch()
        let other = try DatabaseQueue(path: scratch.at("other.db"))
        try await other.write { try $0.execute(sql: "CREATE TABLE theirs (x)") }
        let before = try Data(contentsOf: URL(fileURLWithPath: scratch.at("other.db")))
        let outcome = try await DemoProcess(scratch: scratch, store: "sqlite:other.db").run(command)
        #expect(outcome.code == 1 && outcome.errors.contains("the file has no tables of JobKit"), "\(outcome.errors)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.at("other.db"))) == before)
    }

    @Test("In a database without schema they make none", arguments: [["jobs"], ["jobs", "stats"], ["projects"], ["doctor"]])
    func server(command: [String]) async throws {
        let own = try OwnDatabase()
        let outcome = try await DemoProcess(scratch: try Scratch(), store: own.connection).run(command)
        #expect(outcome.code == 1 && outcome.errors.contains("there are no tables of JobKit in the schema"), "\(outcome.errors)")
        #expect(try await own.psql("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'jobkit%'") == ["0"])
    }

    @Test("Where there are jobs and no projects, they make no table for those", arguments: ProjectDatabase.allCases)
    func noProjects(in database: ProjectDatabase) async throws {
        let scratch = try Scratch()
        try scratch.write("lib/a.c", "int a;\n")
        try await scratch.commit("lib")
        let own = database == .postgres ? try OwnDatabase() : nil
        defer { withExtendedLifetime(own) {} }
        let demo = DemoProcess(scratch: scratch, store: own?.connection)
        _ = try await demo.run("enqueue", "summarize", "lib")
        #expect(try await demo.run("projects").output.hasPrefix("No projects."))
        #expect(try await demo.run("projects", "show", "web").errors.contains("There is no project \"web\""))
        if let own {
            #expect(try await own.psql("SELECT count(*) FROM pg_namespace WHERE nspname = 'jobkit_demo'") == ["0"])
        } else {
            let file = try DatabaseQueue(path: scratch.at("data/jobs.db"))
            #expect(
                try await file.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'jobkit_demo%'") } == 0)
        }
    }

    @Test("SQLite's name for memory is memory, and no file of that name")
    func memory() async throws {
        let scratch = try Scratch()
        let outcome = try await DemoProcess(scratch: scratch, store: "sqlite::memory:").run("jobs")
        #expect(outcome.code == 0 && outcome.output == "No jobs.\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }

    @Test("A limit outside the range is refused, and the usage is that of the command", arguments: ["0", "-5", "1001", "99999"])
    func limits(limit: String) async throws {
        let demo = DemoProcess(scratch: try Scratch())
        for (command, usage) in [(["jobs", "list"], "jobs list"), (["projects", "jobs", "web"], "projects jobs")] {
            let outcome = try await demo.run(command + ["--limit=\(limit)"])
            #expect(outcome.code == 64 && outcome.errors.contains("--limit is 1 to 1000, not \(limit)."))
            #expect(outcome.errors.contains("Usage: jobkit-demo \(usage) "), "\(outcome.errors)")
        }
        let memory = try await demo.run("projects", "list", "--store", "memory:")
        #expect(memory.code == 64 && memory.errors.contains("Usage: jobkit-demo projects list "), "\(memory.errors)")
    }
}
