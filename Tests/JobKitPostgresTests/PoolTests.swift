import Foundation
import JobKit
import Testing

@testable import JobKitPostgres

@Suite(.timeLimit(.minutes(2))) struct PoolTests {
    private func pool(connections: Int = 1, statementTimeout: Duration = .seconds(30), setUp: String = "") throws -> Pool {
        try Pool(
            Server.settings(statementTimeout: statementTimeout, setUp: setUp), connections: connections, name: "test", logger: nil)
    }

    private func process(_ session: Session) throws -> Int64 {
        try session.run(Command("SELECT pg_backend_pid()"))[0].integer(0, at: 0)
    }

    @Test func `Bodies run on as many connections as were asked for, and their values come back`() async throws {
        let pool = try pool(connections: 3)
        let gates = (0..<3).map { _ in Gate() }
        let processes = try await withThrowingTaskGroup(of: Int64.self) { group in
            for gate in gates {
                group.addTask {
                    try await pool.run("count in") { session in
                        let process = try self.process(session)
                        gate.open()
                        gates.last?.wait()
                        gates.last?.open()
                        return process
                    }
                }
            }
            for gate in gates.dropLast() { _ = try await gate.value() }
            gates.last?.open()
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(processes.count == 3)
        await pool.end()
    }

    @Test func `Bodies that run one after the other leave most connections unopened`() async throws {
        let pool = try pool(connections: 16)
        var processes: Set<Int64> = []
        for _ in 0..<200 { processes.insert(try await pool.run("look at") { try self.process($0) }) }
        #expect(processes.count < 16)
        await pool.end()
    }

    @Test func `A connection that was closed while idle is replaced before a body runs, once`() async throws {
        let pool = try pool()
        let first = try await pool.run("look at") { try self.process($0) }
        try Server.terminate(first)
        let runs = Counter()
        let second = try await pool.run("look at") { session in
            runs.add()
            return try self.process(session)
        }
        #expect(second != first)
        #expect(runs.value == 1)
        await pool.end()
    }

    @Test func `A body whose connection is lost fails as unavailable, and the next one works`() async throws {
        let pool = try pool()
        let started = Gate()
        let task = Task {
            try await pool.run("claim from") { session in
                started.open(try self.process(session))
                _ = try session.run(Command("SELECT pg_sleep(60)"))
            }
        }
        let process = try await started.value()
        try Server.terminate(process)
        let error = await #expect(throws: JobStoreError.self) { try await task.value }
        #expect(error?.code == .unavailable)
        #expect(error?.subject == "claim from \(try Server.settings().name)")
        #expect(error?.cause.hasSuffix("(SQLSTATE 57P01)") == true)
        #expect(error?.remedy.hasPrefix("Whether it took effect is not known") == true)
        #expect(try await pool.run("look at") { try self.process($0) } != process)
        await pool.end()
    }

    @Test func `A body that is given up at its time limit fails as unavailable, and the next one works`() async throws {
        let pool = try pool(statementTimeout: .milliseconds(200))
        let mark = "mark_\(JobEnvironment.system.random())"
        let error = await #expect(throws: JobStoreError.self) {
            try await pool.run("claim from") { _ = try $0.run(Command("SELECT pg_sleep(3600) /* \(mark) */")) }
        }
        #expect(error?.code == .unavailable)
        #expect(error?.cause == "the server did not answer within 0.2 seconds")
        #expect(try await pool.run("look at") { try $0.run(Command("SELECT 1"))[0].integer(0, at: 0) } == 1)
        // Cancelled on the server too.
        let looker = try Server.connection()
        let sleepers =
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%/* \(mark) */%' AND pid <> pg_backend_pid()"
        while try looker.integer(sleepers) > 0 { try await pause() }
        await pool.end()
    }

    @Test func `Of two bodies that wait for each other one is run again, and both succeed`() async throws {
        let pool = try pool(connections: 2, setUp: "SET deadlock_timeout TO '10ms'")
        let table = "deadlock_\(JobEnvironment.system.random())"
        let setter = try Server.connection()
        try setter.script("CREATE TABLE \(table) AS SELECT number, 0 AS count FROM generate_series(1, 2) AS number")
        defer { try? setter.script("DROP TABLE \(table)") }
        let arrived = [Gate(), Gate()]
        let runs = Counter()
        @Sendable func add(first: Int, second: Int, me: Int, session: Session, isFirstRun: Bool) throws {
            func update(_ number: Int) -> Command { Command("UPDATE \(table) SET count = count + 1 WHERE number = \(number)") }
            _ = try session.run(Command("BEGIN"), update(first))
            if isFirstRun {
                arrived[me].open()
                arrived[1 - me].wait()
            }
            _ = try session.run(update(second), Command("COMMIT"))
        }
        let firstRuns = [Counter(), Counter()]
        try await withThrowingTaskGroup { group in
            for (me, order) in [(1, 2), (2, 1)].enumerated() {
                group.addTask {
                    try await pool.run("count in") { session in
                        runs.add()
                        try add(first: order.0, second: order.1, me: me, session: session, isFirstRun: firstRuns[me].add() == 1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(runs.value == 3)
        #expect(try setter.integer("SELECT sum(count)::bigint FROM \(table)") == 4)
        await pool.end()
    }

    @Test func `A body that always meets another transaction is given up after some runs`() async throws {
        let pool = try pool()
        let runs = Counter()
        let error = await #expect(throws: JobStoreError.self) {
            try await pool.run("claim from") { session in
                runs.add()
                _ = try session.run(Command("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"))
            }
        }
        #expect(error?.code == .unavailable)
        #expect(runs.value == 6)
        await pool.end()
    }

    @Test func `A transaction that a body leaves open is rolled back, whether it throws or not`() async throws {
        struct Enough: Error {}
        let pool = try pool()
        try await pool.run("prepare") { try $0.script("CREATE TEMPORARY TABLE numbers (number bigint)") }
        let insert = [Command("BEGIN"), Command("INSERT INTO numbers VALUES (1)")]
        let process = try await pool.run("enqueue into") { session in
            _ = try session.run(insert)
            return try self.process(session)
        }
        await #expect(throws: Enough.self) {
            try await pool.run("enqueue into") { session in
                _ = try session.run(insert)
                throw Enough()
            }
        }
        let state = try await pool.run("look at") { session in
            let rows = try session.run(Command("SELECT count(*), pg_backend_pid(), pg_current_xact_id_if_assigned() IS NULL FROM numbers"))
            return (count: rows[0].integer(0, at: 0), process: rows[0].integer(0, at: 1), isFresh: rows[0].bool(0, at: 2))
        }
        #expect(state == (0, process, true))
        await pool.end()
    }

    @Test func `A body that sends no more after a failure it swallowed finds the connection usable`() async throws {
        let pool = try pool()
        let answer = try await pool.run("look at") { session in
            #expect(throws: PostgresFailure.self) { try session.run(Command("BEGIN"), Command("SELECT 1 / 0")) }
            return try session.run(Command("SELECT 5"))[0].integer(0, at: 0)
        }
        #expect(answer == 5)
        await pool.end()
    }

    @Test func `A server that is not there is unavailable, for all calls that wait in line`() async throws {
        let pool = try Pool(
            ConnectionSettings("host=/no/such/folder user=me dbname=jobs"), connections: 1, name: "test", logger: nil)
        let runs = Counter()
        await withTaskGroup(of: JobStoreError?.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    await #expect(throws: JobStoreError.self) { try await pool.run("enqueue into") { _ in _ = runs.add() } }
                }
            }
            for await error in group {
                #expect(error?.code == .unavailable)
                #expect(error?.subject == "enqueue into /no/such/folder:5432/jobs")
                #expect(error?.cause.hasSuffix("failed: No such file or directory") == true)
                #expect(error?.remedy == "Check that the server is up and reachable, and try again.")
            }
        }
        #expect(runs.value == 0)
        await pool.end()
    }

    @Test func `What was put before the end is done, and nothing is taken after it`() async throws {
        let pool = try pool()
        let started = Gate()
        let gate = Gate()
        async let first: Void = pool.run("look at") { _ in
            started.open()
            gate.wait()
        }
        _ = try await started.value()
        pool.stop()
        let error = await #expect(throws: JobStoreError.self) { try await pool.run("look at") { _ in } }
        #expect(error == .closed("look at \(try Server.settings().name)"))
        gate.open()
        try await first
        await pool.waitForEnd()
    }

    @Test func `Connections are closed when the pool has ended`() async throws {
        let mark = "jobkit-\(JobEnvironment.system.random())"
        let pool = try Pool(Server.settings("application_name=\(mark)"), connections: 2, name: "test", logger: nil)
        let looker = try Server.connection()
        let open = "SELECT count(*) FROM pg_stat_activity WHERE application_name = '\(mark)'"
        #expect(try looker.integer(open) == 0, "none is opened before it is needed")
        _ = try await pool.run("look at") { try self.process($0) }
        #expect(try looker.integer(open) == 1)
        await pool.end()
        while try looker.integer(open) > 0 { try await pause() }
    }
}
