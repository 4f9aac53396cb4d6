#if os(Linux)
    import Foundation
    import GRDB
    import Testing

    @testable import JobKitDemo

    /// In the short form the later calls are sampled; with JOBKIT_EVERY_CALL=1 each one has its turn.
    @Suite("Adding a project survives kill -9")
    struct ProjectsCrashTests {
        /// What the database holds, read by a connection that is not the code under test.
        private struct Held: Equatable {
            var projects: [String] = []
            /// The tags of the jobs.
            var tags: [String] = []

            init(_ place: Place) async throws { if let own = place.own { try await read(own) } else { try read(place.scratch) } }

            private mutating func read(_ scratch: Scratch) throws {
                guard scratch.exists("data/jobs.db") else { return }
                let database = try DatabaseQueue(path: scratch.at("data/jobs.db"))
                (projects, tags) = try database.read { db in
                    let tables = try Set(String.fetchAll(db, sql: "SELECT name FROM sqlite_schema"))
                    return (
                        tables.contains("jobkit_demo_project")
                            ? try String.fetchAll(db, sql: "SELECT 'project:' || id FROM jobkit_demo_project ORDER BY 1") : [],
                        tables.contains("jobkit_tag") ? try String.fetchAll(db, sql: "SELECT tag FROM jobkit_tag ORDER BY 1") : []
                    )
                }
                try database.close()
            }

            private mutating func read(_ own: OwnDatabase) async throws {
                // A server process ends its transaction when it notices that its client is gone.
                _ = try await own.psql(
                    """
                    DO $$ BEGIN
                        WHILE EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()) LOOP
                            PERFORM pg_sleep(0.002), pg_stat_clear_snapshot();
                        END LOOP;
                    END $$
                    """)
                let tables = try await own.psql("SELECT relname FROM pg_class WHERE relname IN ('project', 'tag') AND relkind = 'r'")
                if tables.contains("project") {
                    projects = try await own.psql("SELECT 'project:' || id FROM jobkit_demo.project ORDER BY 1")
                }
                if tables.contains("tag") { tags = try await own.psql("SELECT tag FROM jobkit.tag ORDER BY 1") }
            }
        }

        /// Where one run happens.
        private struct Place {
            let scratch: Scratch
            let own: OwnDatabase?

            init(_ database: ProjectDatabase) async throws {
                scratch = try Scratch()
                own = database == .postgres ? try OwnDatabase() : nil
                try scratch.write("web/a.c", "int a;\n")
                try await scratch.commit("web")
            }

            /// - Parameter under: a program that runs it.
            func demo(under: [String] = []) -> DemoProcess { DemoProcess(scratch: scratch, store: own?.connection, under: under) }
        }

        private static let everyCall = ProcessInfo.processInfo.environment["JOBKIT_EVERY_CALL"] == "1"

        /// The calls by which SQLite changes a file, and by which libpq talks to a server.
        private static func calls(_ database: ProjectDatabase) -> [String] {
            switch database {
            case .sqlite: ["pwrite64", "fdatasync", "ftruncate", "unlink"]
            case .postgres: ["sendto", "recvfrom"]
            }
        }

        /// libpq's calls are few, and the one behind the commit would be missed between two samples.
        private static func numbers(_ database: ProjectDatabase) -> [Int] {
            everyCall || database == .postgres ? Array(1...200) : Array(1...12) + Array(stride(from: 14, to: 200, by: 5))
        }

        /// strace kills the process as it makes the call for the nth time, before the call is made.
        private func demo(_ place: Place, _ call: String, _ number: Int) throws -> DemoProcess {
            let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
            let strace = try #require(
                directories.map { "\($0)/strace" }.first(where: FileManager.default.isExecutableFile), "Install the package strace.")
            let inject = "inject=\(call):signal=SIGKILL:when=\(number)"
            return place.demo(under: [strace, "-f", "-qq", "-o", place.scratch.at("strace.log"), "-e", "trace=\(call)", "-e", inject])
        }

        @Test(
            "Killed at any call that changes a file or talks to a server, there is a row if and only if there is its job",
            arguments: ProjectDatabase.allCases, [false, true])
        func both(in database: ProjectDatabase, hasProjects: Bool) async throws {
            var outcomes: [Bool] = []
            for call in Self.calls(database) {
                for number in Self.numbers(database) {
                    let place = try await Place(database)
                    let add = ["projects", "add", "web", "--repository", "web"]
                    if hasProjects { _ = try await place.demo().run("projects", "add", "first", "--repository", "web") }
                    let before = try await Held(place)

                    let outcome = try await demo(place, call, number).run(add)
                    let after = try await Held(place)
                    #expect(after.projects == after.tags, "killed at \(call) \(number)")
                    let isAdded = after.projects.count == before.projects.count + 1
                    #expect(isAdded || after == before, "killed at \(call) \(number)")
                    if outcome.output.contains("Added web") { #expect(isAdded, "acknowledged, and lost at \(call) \(number)") }
                    // The call was not made so often: the process came to its end.
                    if outcome.code == 0 { break }
                    outcomes.append(isAdded)

                    // The same command again adds it, or says that it is there.
                    let again = try await place.demo().run(add)
                    #expect(again.code == (isAdded ? 1 : 0) && again.errors.contains("already") == isAdded, "\(again.errors)")
                }
            }
            #expect(outcomes.count > 10 && outcomes.contains(true) && outcomes.contains(false))
            print("kills at \(outcomes.count) calls: \(outcomes.count { $0 }) after the commit, \(outcomes.count { !$0 }) before")
        }
    }
#endif
