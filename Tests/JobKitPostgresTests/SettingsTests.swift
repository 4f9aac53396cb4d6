import Foundation
import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

@Suite(.timeLimit(.minutes(2))) struct SettingsTests {
    private static let secret = "s3cr3tWord"

    private func shown(_ value: Any) -> String {
        var text = "\(value) \(String(reflecting: value)) "
        dump(value, to: &text)
        dump([value], to: &text)
        return text
    }

    @Test(arguments: [
        ("postgres://me:s3cr3tWord@db.example:6432/jobs", "db.example:6432/jobs"),
        ("postgresql://me:s3cr3tWord@one,two/jobs?connect_timeout=3", "one,two:5432/jobs"),
        ("host=db.example port=6432 dbname=jobs user=me password=s3cr3tWord", "db.example:6432/jobs"),
        ("host=/tmp user=me password='s3cr3tWord'", "/tmp:5432/me"), ("service=jobs password=s3cr3tWord", "service jobs"),
    ]) func `A connection is named by server and database, and shows nothing else`(string: String, name: String) throws {
        let settings = try ConnectionSettings(string)
        #expect(settings.name == name)
        #expect(!shown(settings).contains(Self.secret))
        #expect(shown(settings).contains(name))
    }

    @Test(arguments: [
        "postgres://me:s3cr3tWord/more@db/jobs", "postgres://me:s3cr3tWord@more@db/jobs", "postgres://me:12/s3cr3tWord@db/jobs",
        "postgres://me:12?a=s3cr3tWord@db/jobs", "postgres://me:s3cr3tWord", "postgres://me:%zzs3cr3tWord@db/jobs", "s3cr3tWord",
        "host=db password=one s3cr3tWord", "host=db password=one s3cr3tWord=two", "host=db port=s3cr3tWord", "password='s3cr3tWord",
        "dbname=postgres://me:s3cr3tWord@db/jobs", "dbname='password=s3cr3tWord'", "host=db\0 password=s3cr3tWord",
    ]) func `A malformed connection string is refused without being quoted`(string: String) throws {
        let error = #expect(throws: JobStoreError.self) { try ConnectionSettings(string) }
        #expect(error?.code == .invalid)
        #expect(error.map(shown)?.contains(Self.secret) == false)
        #expect(error?.description.hasPrefix("Could not read the connection string: it is not one that libpq understands.") == true)
    }

    @Test func `A password that libpq would quote is in no error`() async throws {
        // libpq takes the password for a service's name, or for a host.
        for string in ["host=s3cr3tWord.invalid password=s3cr3tWord dbname=jobs", "host=/no/s3cr3tWord password=s3cr3tWord"] {
            let settings = try ConnectionSettings(string)
            let failure = #expect(throws: PostgresFailure.self) { try Connection(settings) }
            #expect(failure.map(shown)?.contains(Self.secret) == false)
            #expect(failure?.message == "libpq's reason may quote the password")
        }
    }

    @Test func `A database that is not there is no reason to try again, and the password is not told`() async throws {
        let settings = try Server.settings("password=s3cr3tWord dbname=nowhere")
        let pool = Pool(settings, connections: 1, name: "test", logger: nil)
        let error = await #expect(throws: JobStoreError.self) { try await pool.run("enqueue into") { _ in } }
        #expect(error?.code == .unusable)
        #expect(error?.cause.contains("FATAL:  database \"nowhere\" does not exist") == true)
        #expect(error.map(shown)?.contains(Self.secret) == false)
        await pool.end()
    }

    @Test func `Defaults are for what the string leaves out`() throws {
        func setting(_ keyword: String, _ more: String) throws -> String? {
            try Server.settings(more).withKeywords { names, values in
                var index = 0
                var found: String?
                while let name = names[index], let value = values[index] {
                    if String(cString: name) == keyword { found = String(cString: value) }
                    index += 1
                }
                return found
            }
        }
        #expect(try setting("tcp_user_timeout", "") == "30000")
        #expect(try setting("connect_timeout", "") == "10")
        #expect(try setting("dbname", "") == Server.connectionString() + " ")
        let connection = try Server.connection("application_name=mine client_encoding=LATIN1")
        #expect(try connection.run([Command("SHOW application_name")]).first?.text(0, at: 0) == "mine")
        #expect(try connection.run([Command("SHOW client_encoding")]).first?.text(0, at: 0) == "UTF8")
        #expect(try Server.connection().run([Command("SHOW application_name")]).first?.text(0, at: 0) == "jobkit")
    }

    @Test func `What the string says wins over the defaults`() throws {
        let connection = try Server.connection("connect_timeout=3 keepalives_idle=11 tcp_user_timeout=12000")
        #expect(connection.wire.option("connect_timeout") == "3")
        #expect(connection.wire.option("keepalives_idle") == "11")
        #expect(connection.wire.option("keepalives_count") == "3")
        #expect(connection.wire.option("tcp_user_timeout") == "12000")
    }

    @Test(arguments: ["{channel}\"; DROP TABLE victim; --", "{jobkit}", "a}b"]) func `A schema's name with braces is refused`(
        schema: String
    ) {
        let error = #expect(throws: JobStoreError.self) { try PostgresMigrations.up(schema: schema) }
        #expect(error?.code == .invalid && error?.remedy.contains("braces") == true)
    }

    @Test func `What a schema's name puts into SQL is not looked at again`() throws {
        var settings = try ConnectionSettings("", schema: "plain", options: .init())
        settings.schema = "{channel}{jobkit}"
        #expect(settings.rendered("{jobkit}.a {channel}") == "\"{channel}{jobkit}\".a 'jobkit:{channel}{jobkit}'")
    }

    @Test(arguments: [\JobDraft.version, \.maxAttempts]) func `A number that SQL cannot hold is refused, and not another one stored`(
        path: any WritableKeyPath<JobDraft, Int> & Sendable
    ) throws {
        var draft = Fixture.draft(1)
        draft[keyPath: path] = 3_000_000_000
        let error = #expect(throws: JobStoreError.self) { try EnqueueStatement(draft) }
        #expect(error?.code == .invalid && error?.cause.contains("3000000000") == true)
    }
}
