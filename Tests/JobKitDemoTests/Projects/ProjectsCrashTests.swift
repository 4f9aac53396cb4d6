#if os(Linux)
    import Foundation
    import GRDB
    import Testing

    @testable import JobKitDemo

    /// In the short form the later calls are sampled; with JOBKIT_EVERY_CALL=1 each one has its turn.
    @Suite("Adding a project survives kill -9")
    struct ProjectsCrashTests {
        /// What the file holds, read by a connection that is not the code under test.
        private struct Held: Equatable {
            var projects: [String] = []
            /// The tags of the jobs.
            var tags: [String] = []

            init(_ scratch: Scratch) throws {
                guard scratch.exists("data/jobs.db") else { return }
                let database = try DatabaseQueue(path: scratch.at("data/jobs.db"))
                (projects, tags) = try database.read { db in
                    let tables = try Set(String.fetchAll(db, sql: "SELECT name FROM sqlite_schema"))
                    return (
                        tables.contains("project") ? try String.fetchAll(db, sql: "SELECT 'project:' || id FROM project ORDER BY 1") : [],
                        tables.contains("jobkit_tag") ? try String.fetchAll(db, sql: "SELECT tag FROM jobkit_tag ORDER BY 1") : []
                    )
                }
                try database.close()
            }
        }

        private static let everyCall = ProcessInfo.processInfo.environment["JOBKIT_EVERY_CALL"] == "1"

        /// The calls by which SQLite changes a file.
        private static let calls = ["pwrite64", "fdatasync", "ftruncate", "unlink"]

        /// strace kills the process as it makes the call for the nth time, before the call is made.
        private func demo(_ scratch: Scratch, _ call: String, _ number: Int) throws -> DemoProcess {
            let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
            let strace = try #require(
                directories.map { "\($0)/strace" }.first(where: FileManager.default.isExecutableFile), "Install the package strace.")
            let inject = "inject=\(call):signal=SIGKILL:when=\(number)"
            return DemoProcess(
                scratch: scratch, under: [strace, "-f", "-qq", "-o", scratch.at("strace.log"), "-e", "trace=\(call)", "-e", inject])
        }

        @Test("Killed at any call that changes a file, there is a row if and only if there is its job", arguments: [false, true])
        func both(hasProjects: Bool) async throws {
            var outcomes: [Bool] = []
            for call in Self.calls {
                for number in Self.everyCall ? Array(1...200) : Array(1...12) + Array(stride(from: 14, to: 200, by: 5)) {
                    let scratch = try Scratch()
                    try scratch.write("web/a.c", "int a;\n")
                    try await scratch.commit("web")
                    let add = ["projects", "add", "web", "--repository", "web"]
                    if hasProjects { _ = try await DemoProcess(scratch: scratch).run("projects", "add", "first", "--repository", "web") }
                    let before = try Held(scratch)

                    let outcome = try await demo(scratch, call, number).run(add)
                    let after = try Held(scratch)
                    #expect(after.projects == after.tags, "killed at \(call) \(number)")
                    let isAdded = after.projects.count == before.projects.count + 1
                    #expect(isAdded || after == before, "killed at \(call) \(number)")
                    if outcome.output.contains("Added web") { #expect(isAdded, "acknowledged, and lost at \(call) \(number)") }
                    // The call was not made so often: the process came to its end.
                    if outcome.code == 0 { break }
                    outcomes.append(isAdded)

                    // The same command again adds it, or says that it is there.
                    let again = try await DemoProcess(scratch: scratch).run(add)
                    #expect(again.code == (isAdded ? 1 : 0) && again.errors.contains("already") == isAdded, "\(again.errors)")
                }
            }
            #expect(outcomes.count > 10 && outcomes.contains(true) && outcomes.contains(false))
            print("kills at \(outcomes.count) calls: \(outcomes.count { $0 }) after the commit, \(outcomes.count { !$0 }) before")
        }
    }
#endif
