import Foundation
import JobKit
import Testing

@testable import JobKitPostgres

@Suite(.timeLimit(.minutes(2))) struct PipelineTests {
    private func values(_ add: (inout Parameters) -> Void) -> Parameters {
        var values = Parameters()
        add(&values)
        return values
    }

    @Test func `Commands of one run are one transaction, and their rows come in order`() throws {
        let connection = try Server.connection()
        let transaction = Command("SELECT pg_current_xact_id()::text::bigint")
        let rows = try connection.run([
            transaction, Command("SELECT $1::text", values { $0.add("second") }), Command("SELECT 1 WHERE false"), transaction,
        ])
        #expect(rows.map(\.count) == [1, 1, 0, 1])
        #expect(rows[0].integer(0, at: 0) == rows[3].integer(0, at: 0))
        #expect(rows[1].text(0, at: 0) == "second")
        #expect(try connection.integer(transaction.sql) != rows[0].integer(0, at: 0))
        #expect(try connection.run([]).isEmpty)
    }

    @Test func `A failed command takes those before it back, and those behind it are not run`() throws {
        let connection = try Server.connection()
        try connection.script("CREATE TEMPORARY TABLE numbers (number bigint PRIMARY KEY)")
        let insert = "INSERT INTO numbers VALUES ($1::bigint)"
        let failure = #expect(throws: PostgresFailure.self) {
            try connection.run([
                Command(insert, values { $0.add(Int64(1)) }), Command(insert, values { $0.add(Int64(1)) }),
                Command("INSERT INTO numbers VALUES (2)"),
            ])
        }
        #expect(failure?.state == "23505")
        #expect(failure?.message == "duplicate key value violates unique constraint \"numbers_pkey\"", "without the value")
        #expect(connection.isUsable)
        #expect(try connection.integer("SELECT count(*) FROM numbers") == 0)
        // Statements prepared before the failure stay; those sent after it were not prepared.
        #expect(try connection.run([Command(insert, values { $0.add(Int64(3)) }), Command("INSERT INTO numbers VALUES (2)")]).count == 2)
        #expect(try connection.integer("SELECT count(*) FROM numbers") == 2)
    }

    @Test func `A transaction of its own that fails is rolled back`() throws {
        let connection = try Server.connection()
        try connection.script("CREATE TEMPORARY TABLE numbers (number bigint)")
        #expect(throws: PostgresFailure.self) {
            try connection.run([Command("BEGIN"), Command("INSERT INTO numbers VALUES (1)"), Command("SELECT 1 / 0"), Command("COMMIT")])
        }
        #expect(connection.isUsable)
        #expect(try connection.integer("SELECT count(*) FROM numbers") == 0)
        #expect(try connection.run([Command("BEGIN"), Command("INSERT INTO numbers VALUES (1)"), Command("COMMIT")]).count == 3)
        #expect(throws: PostgresFailure.self) { try connection.script("BEGIN; INSERT INTO numbers VALUES (2); SELECT 1 / 0; COMMIT") }
        #expect(try connection.integer("SELECT count(*) FROM numbers") == 1)
    }

    @Test func `A statement is prepared once, and none is left of one that cannot be`() throws {
        let connection = try Server.connection()
        let sql = "SELECT $1::bigint + 1"
        for number in 0..<3 as Range<Int64> {
            let command = Command(sql, values { $0.add(number) })
            #expect(try connection.run([command, command]).map { $0.integer(0, at: 0) } == [number + 1, number + 1])
        }
        for _ in 0..<2 {
            let failure = #expect(throws: PostgresFailure.self) {
                try connection.run([Command("SELECT nothing FROM nowhere"), Command(sql)])
            }
            #expect(failure?.state == "42P01")
            #expect(connection.isUsable)
        }
        let prepared = Command("SELECT count(*) FROM pg_prepared_statements WHERE statement = $1::text", values { $0.add(sql) })
        #expect(try connection.integer(prepared.sql, prepared.parameters) == 1)
        // This one, the number of the server's process, and the requested one.
        #expect(try connection.integer("SELECT count(*) FROM pg_prepared_statements") == 3)
    }

    @Test func `A pipeline that sends and receives more than any buffer holds does not stand still`() throws {
        let connection = try Server.connection()
        let size = 1_000_000
        let command = Command("SELECT $1::bytea", values { $0.add(Data?(Data(repeating: 7, count: size))) })
        let rows = try connection.run(Array(repeating: command, count: 40))
        #expect(rows.allSatisfy { $0.data(0, at: 0).count == size })
        #expect(rows.count == 40)
    }

    @Test func `The connection is usable after a million rows`() throws {
        let connection = try Server.connection()
        let rows = try #require(connection.run([Command("SELECT generate_series(1, 1000000)")]).first)
        #expect(rows.count == 1_000_000)
        #expect(rows.integer(999_999, at: 0) == 1_000_000)
        #expect(try connection.integer("SELECT 2") == 2)
    }

    @Test func `More than a message can hold is refused before anything is sent`() throws {
        let connection = try Server.connection()
        connection.mostBytes = 100
        let value = values { $0.add([UInt8]?(.init(repeating: 0, count: 60))) }
        #expect(try connection.run([Command("SELECT $1::bytea", value)]).count == 1)
        let failure = #expect(throws: PostgresFailure.self) {
            try connection.run([Command("SELECT $1::bytea", value), Command("SELECT $1::bytea", value)])
        }
        #expect(failure?.storeError("enqueue into x").code == .invalid)
        #expect(try connection.run([Command("SELECT $1::bytea", value)]).count == 1)
    }

    @Test(arguments: ["COPY (SELECT 1) TO STDOUT", "COPY pg_class FROM STDIN"])
    func `COPY, for which there is no code, ends the connection and does not hang`(sql: String) throws {
        let first = try Server.connection()
        #expect(throws: PostgresFailure.self) { try first.run([Command(sql)]) }
        let second = try Server.connection()
        #expect(throws: PostgresFailure.self) { try second.script(sql) }
        #expect(!second.isUsable)
        #expect(throws: PostgresFailure.lost) { try second.run([Command("SELECT 1")]) }
    }

    @Test func `The set-up runs on each connection, and a failing one is an error`() throws {
        let connection = try Server.connection(setUp: "SET search_path TO somewhere; SET application_name TO 'set up'")
        #expect(try connection.run([Command("SHOW search_path")]).first?.text(0, at: 0) == "somewhere")
        #expect(try connection.run([Command("SHOW application_name")]).first?.text(0, at: 0) == "set up")
        #expect(throws: PostgresFailure.self) { try Server.connection(setUp: "SET no_such_setting TO 1") }
    }

    @Test func `Statements that have changed under a connection make it give itself up`() throws {
        let connection = try Server.connection()
        let schema = "plan_\(JobEnvironment.system.random())"
        try connection.script("CREATE SCHEMA \(schema); CREATE TABLE \(schema).numbers (number bigint)")
        defer { try? Server.connection().script("DROP SCHEMA \(schema) CASCADE") }
        let command = Command("SELECT * FROM \(schema).numbers")
        #expect(try connection.run([command]).count == 1)
        try Server.connection().script("ALTER TABLE \(schema).numbers ADD COLUMN another text")
        let failure = #expect(throws: PostgresFailure.self) { try connection.run([command]) }
        #expect(failure?.storeError("claim from x").code == .unavailable)
        #expect(!connection.isUsable)
    }
}
