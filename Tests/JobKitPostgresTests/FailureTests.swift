import JobKit
import Testing

@testable import JobKitPostgres

@Suite(.timeLimit(.minutes(2))) struct FailureTests {
    private func error(_ state: String, message: String = "what it says", isFatal: Bool = false) -> JobStoreError {
        PostgresFailure(kind: .server(state: state), message: message, isFatal: isFatal).storeError("claim from here")
    }

    @Test(arguments: [
        (
            JobStoreError.Code.unavailable,
            "08006 08P01 57P01 57P02 57P03 57P05 53000 53100 53200 53300 55P03 57014 25006 40001 40P01 58030 26000"
        ),
        (.unusable, "23505 42501 3D000 28000 28P01 3F000 42P01 42703 42883 0A000"), (.invalid, "22021 22P05 22P02 54000 54023"),
        (.internalInconsistency, "42601 XX000 22P03 25P02 P0001"),
    ]) func `A SQLSTATE says what a caller can do`(code: JobStoreError.Code, states: String) {
        for state in states.split(separator: " ") {
            let error = error(String(state))
            #expect(error.code == code, "\(state)")
            #expect(!error.remedy.isEmpty && error.remedy.hasSuffix("."))
        }
    }

    @Test func `The text says what happened and what to do`() {
        #expect(
            error("42P01", message: "relation \"jobkit.ready\" does not exist").description
                == "Could not claim from here: PostgreSQL says \"relation \"jobkit.ready\" does not exist\" (SQLSTATE 42P01). "
                + "JobKit's tables are missing or of another version: call prepare(), or run the migrations.")
        #expect(
            PostgresFailure.lost.storeError("claim from here").description
                == "Could not claim from here: the connection was lost. "
                + "Whether it took effect is not known: check that the server is up and reachable, and try again.")
    }

    @Test func `What ends a connection is unavailable, if nothing else is known of it`() {
        #expect(error("25P03", isFatal: true).code == .unavailable)
        #expect(error("XX000", isFatal: true).code == .unavailable)
        #expect(error("28P01", isFatal: true).code == .unusable)
    }

    @Test func `Only what another transaction has caused is worth another run`() {
        func isRetriable(_ state: String) -> Bool { PostgresFailure(kind: .server(state: state), message: "").isRetriable }
        #expect(["40001", "40P01"].allSatisfy(isRetriable))
        #expect(!["40002", "55P03", "57014", "23505"].contains(where: isRetriable))
        #expect(!PostgresFailure.lost.isRetriable)
    }

    @Test(arguments: [
        (
            JobStoreError.Code.unusable,
            "connection to server at \"db\", port 5432 failed: FATAL:  password authentication failed for user \"me\""
        ),
        (.unusable, "connection to server at \"db\", port 5432 failed: FATAL:  role \"me\" does not exist"),
        (.unusable, "connection to server at \"db\", port 5432 failed: FATAL:  no pg_hba.conf entry for host \"1.2.3.4\", user \"me\""),
        (.unusable, "invalid sslmode value: \"maybe\""), (.unusable, "root certificate file \"/root.crt\" does not exist"),
        (.unavailable, "connection to server at \"db\", port 5432 failed: Connection refused"),
        (.unavailable, "connection to server at \"db\", port 5432 failed: FATAL:  the database system is starting up"),
        (.unavailable, "connection to server at \"db\", port 5432 failed: FATAL:  sorry, too many clients already"),
        (.unavailable, "could not translate host name \"db\" to address: Temporary failure in name resolution"),
        (.unavailable, "timeout expired"),
    ]) func `A connection that could not be made is worth another attempt unless it was refused`(code: JobStoreError.Code, message: String)
    {
        let error = PostgresFailure(kind: .cannotConnect, message: message).storeError("claim from here")
        #expect(error.code == code)
        #expect(error.cause == "no connection could be made: \(message)")
    }

    @Test func `A malformed value is not repeated`() throws {
        let connection = try Server.connection()
        var values = Parameters()
        values.add("someone's secret")
        let failure = #expect(throws: PostgresFailure.self) { try connection.run([Command("SELECT $1::text::uuid", values)]) }
        #expect(failure?.state == "22P02" && failure?.message == "invalid input syntax for type uuid")
        #expect(failure?.storeError("enqueue into here").code == .invalid)
    }

    @Test func `A role that is not there is told from a server that is not`() throws {
        let settings = try Server.settings("user=nobody_known")
        let failure = #expect(throws: PostgresFailure.self) { try Connection(settings) }
        #expect(failure?.storeError("enqueue into here").code == .unusable)
    }

    @Test func `A read-only server is unavailable, and its connection is given up`() throws {
        let connection = try Server.connection()
        let failure = #expect(throws: PostgresFailure.self) {
            try connection.run([Command("BEGIN READ ONLY"), Command("CREATE TABLE never (number bigint)")])
        }
        #expect(failure?.storeError("enqueue into here").code == .unavailable)
        #expect(!connection.isUsable)
    }
}
