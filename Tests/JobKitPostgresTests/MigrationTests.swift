import Foundation
import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

@Suite("Making the tables")
struct MigrationTests {
    @Test(
        "Many processes at once make them once, whatever the schema is called",
        arguments: ["plain", "Jobs of \"us\"; DROP", "späße $1 '%'"])
    func atOnce(schema: String) async throws {
        let workspace = try Workspace(schema: "\(schema) \(JobEnvironment.system.random() % 100_000)")
        let stores = try (0..<6).map { _ in try workspace.store() }
        try await withThrowingTaskGroup { group in
            for store in stores { group.addTask { try await store.prepare() } }
            try await group.waitForAll()
        }
        _ = try await stores[0].enqueue([Fixture.draft(1)])
        #expect(try await stores[5].counts().map(\.count) == [1])
        for store in stores { await store.close() }
        try await workspace.remove()
    }

    @Test("Where it may not migrate, a store makes no schema, and says what to do; on tables that are there it works")
    func withoutMigrations() async throws {
        let workspace = try Workspace()
        var options = PostgresJobStoreOptions()
        options.migrates = false
        let early = try workspace.store(options)
        let error = await #expect(throws: JobStoreError.self) { try await early.prepare() }
        #expect(error?.code == .unusable && error?.cause.hasPrefix("there are no tables of JobKit in the schema") == true)
        #expect(try await workspace.integer("SELECT count(*) FROM pg_namespace WHERE nspname = '\(workspace.schema)'") == 0)
        await early.close()
        let making = try await workspace.prepared()
        let store = try await workspace.prepared(options)
        _ = try await store.enqueue([Fixture.draft(1)])
        #expect(try await store.counts().map(\.count) == [1])
        for store in [making, store] { await store.close() }
        try await workspace.remove()
    }

    @Test("The next version upgrades while this one works on, and may be started again beside it")
    func rollingUpgrade() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let next = Migration(
            version: 2, worksFrom: 1, up: "ALTER TABLE {jobkit}.job ADD added int DEFAULT 7;", down: "ALTER TABLE {jobkit}.job DROP added;")
        try await workspace.admin.run("upgrade") { try Migrator(migrations: Migration.all + [next]).run(on: $0) }
        _ = try await store.enqueue([Fixture.draft(1)])
        let another = try await workspace.prepared()
        #expect(try await another.counts().map(\.count) == [1])
        #expect(try await workspace.integer("SELECT added::bigint FROM {jobkit}.job") == 7)
        #expect(try await workspace.integer("SELECT version FROM {jobkit}.meta") == 2)
        // Once more, it finds nothing to do.
        try await workspace.admin.run("upgrade") { try Migrator(migrations: Migration.all + [next]).run(on: $0) }
        for store in [store, another] { await store.close() }
        try await workspace.remove()
    }

    @Test("The text of a version is frozen: its fingerprint is the one that schemas have, and no constant of the core is in it")
    func frozen() {
        for migration in Migration.all {
            let text = Migration.fingerprint(of: migration.up)
            #expect(
                migration.fingerprint == text,
                "The statements of version \(migration.version) were edited. If it was released, undo that and add a version; if not, write \(text)."
            )
        }
        #expect(Migration.all.map(\.version) == Array(1...Int64(Migration.all.count)))
    }

    @Test("Tables that an unreleased text of a version made are refused, and left as they are")
    func unreleased() async throws {
        for change in ["UPDATE {jobkit}.meta SET fingerprints = '{7}'", "ALTER TABLE {jobkit}.meta DROP fingerprints"] {
            let workspace = try Workspace()
            await (try await workspace.prepared()).close()
            try await workspace.script(change)
            let store = try workspace.store()
            let error = await #expect(throws: JobStoreError.self) { try await store.prepare() }
            #expect(
                error?.code == .unusable && error?.cause == "its tables of version 1 were made by a build of JobKit that was never released"
            )
            await store.close()
            try await workspace.remove()
        }
    }

    @Test("A schema with jobs in every state is upgraded while this version works on it, and it finds and ends them all")
    func everyState() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        func claim(_ token: Int) async throws -> [ClaimedJob] {
            try await store.claim(
                ClaimRequest(
                    token: Fixture.token(token), worker: "w", queues: [Fixture.queue], kinds: [Fixture.kind], limit: 1, lease: .seconds(60))
            ).jobs
        }
        func end(_ job: ClaimedJob, _ state: JobState) async throws {
            let change = JobChange(
                id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: .finish(state, output: Data("out".utf8)))
            #expect(try await store.apply([change]) == [.applied])
        }
        _ = try await store.enqueue((1...3).map { Fixture.draft($0) })
        for (token, state) in [(1, JobState.completed), (2, .failed)] { try await end(#require(try await claim(token).first), state) }
        let held = try #require(try await claim(3).first)
        _ = try await store.enqueue([
            Fixture.draft(4), Fixture.draft(5, due: .after(.seconds(3_600))), Fixture.draft(6, deadline: .at(Timestamp(microseconds: 1))),
            Fixture.draft(7),
        ])
        let cancel = JobChange(id: Fixture.id(7), expecting: .waiting, effect: .finish(.cancelled, output: nil))
        #expect(try await store.apply([cancel]) == [.applied])
        #expect(try await Sweeper(store: store).sweep().expired == 1)
        let before = try await store.jobs((1...7).map { Fixture.id($0) })
        #expect(Set(before.map(\.state)) == Set(JobState.allCases))

        let next = Migration(
            version: 2, worksFrom: 1,
            up:
                "ALTER TABLE {jobkit}.job ADD added int DEFAULT 7; ALTER TABLE {jobkit}.ready ADD flags smallint; CREATE TABLE {jobkit}.more (id int PRIMARY KEY);",
            down: "")
        try await workspace.admin.run("upgrade") { try Migrator(migrations: Migration.all + [next]).run(on: $0) }
        let another = try await workspace.prepared()
        for store in [store, another] {
            #expect(try await store.jobs((1...7).map { Fixture.id($0) }) == before)
            #expect(try await store.counts().reduce(0) { $0 + $1.count } == 7)
        }
        try await end(held, .completed)
        try await end(#require(try await claim(4).first), .completed)
        #expect(try await another.renew([HeldClaim(token: Fixture.token(9), places: [0])], for: .seconds(60)) == [.lost])
        for store in [store, another] { await store.close() }
        try await workspace.remove()
    }

    @Test("A schema that is newer than this version works on is left alone, and says so")
    func newer() async throws {
        let workspace = try Workspace()
        await (try await workspace.prepared()).close()
        try await workspace.script("UPDATE {jobkit}.meta SET version = 1000, works_from = 999")
        let store = try workspace.store()
        let error = await #expect(throws: JobStoreError.self) { try await store.prepare() }
        #expect(error?.code == .unusable && error?.cause.contains("the schema has version 1000") == true)
        await store.close()
        try await workspace.remove()
    }

    @Test("A database of another encoding is refused, with what to do")
    func encoding() async throws {
        let workspace = try Workspace()
        try await workspace.script("DROP DATABASE IF EXISTS latin")
        try await workspace.script("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
        let store = try PostgresJobStore(connection: workspace.connection + " dbname=latin")
        let error = await #expect(throws: JobStoreError.self) { try await store.prepare() }
        #expect(error?.code == .unusable && error?.cause == "the database's encoding is LATIN1")
        await store.close()
        try await workspace.remove()
    }

    @Test("A waiting job's row is not to be updated: a claim removes it from where it is")
    func neverUpdated() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([Fixture.draft(1)])
        let error = await #expect(throws: JobStoreError.self) { try await workspace.script("UPDATE {jobkit}.ready SET attempt = 0") }
        #expect(error.map { "\($0)".contains("never updated") } == true)
        await store.close()
        try await workspace.remove()
    }

    @Test(
        "A schema that cannot be one is refused before anything is opened",
        arguments: ["", "pg_jobs", String(repeating: "x", count: 49), "a\0b"])
    func badNames(schema: String) {
        let error = #expect(throws: JobStoreError.self) { try PostgresJobStore(connection: "", schema: schema) }
        #expect(error?.code == .invalid)
    }

    @Test("Every table has a primary key, and under a publication of all tables the suite passes")
    func publication() async throws {
        let workspace = try Workspace()
        let database = "published_\(JobEnvironment.system.random())"
        try await workspace.script("CREATE DATABASE \(database)")
        let published = try Workspace(database: database)
        await (try await published.prepared()).close()
        let keyless = """
            SELECT coalesce(string_agg(relname, ','), '') AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema')
                AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary)
            """
        #expect(try await published.text(keyless) == "")
        try await published.script("CREATE PUBLICATION everything FOR ALL TABLES")
        let subject = ConformanceSubject("PostgreSQL, published") { environment in
            let workspace = try Workspace(database: database)
            let open = { @Sendable in ClockedStore(try workspace.store(), environment, script: workspace.script) }
            return ConformanceSubject.Instance(try open(), reopen: { try open() }) { try await workspace.remove() }
        }
        let topics: Set<ConformanceCase.Topic> = [.steps, .prune, .followUps]
        let cases = StoreConformance.all.filter { topics.contains($0.topic) }
        #expect(!cases.isEmpty)
        for item in cases {
            let outcome = await StoreConformance.run(item, on: subject).outcome
            if case .skipped = outcome { continue }
            #expect(outcome == .passed, "\(item.name)")
        }
        try await published.remove()
        try await workspace.script("DROP DATABASE \(database) WITH (FORCE)")
        try await workspace.remove()
    }

    @Test("Tables that were made in part are refused, with what to do")
    func half() async throws {
        let workspace = try Workspace()
        let parts = try PostgresMigrations.up(schema: workspace.schema).split(separator: ";", maxSplits: 2)
        try await workspace.script(parts.prefix(2).joined(separator: ";"))
        let store = try workspace.store()
        let error = await #expect(throws: JobStoreError.self) { try await store.prepare() }
        #expect(error?.code == .unusable && error?.remedy.contains("one transaction") == true)
        await store.close()
        try await workspace.remove()
    }

    @Test("A process goes on after a migration that changed what its statements answer, whatever language the server speaks")
    func stalePlans() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared(.init(connections: 1))
        _ = try await store.enqueue([Fixture.draft(1)])
        #expect(try await store.stepResults(of: Fixture.id(1)).isEmpty)
        try await workspace.script("ALTER TABLE {jobkit}.step ALTER name TYPE varchar COLLATE \"C\"")
        // The first call meets the old plan and drops its connection; the text of its error is not checked.
        _ = try? await store.stepResults(of: Fixture.id(1))
        #expect(try await store.stepResults(of: Fixture.id(1)).isEmpty)
        let failure = PostgresFailure(
            kind: .server(state: "0A000"), message: "zwischengespeicherter Plan", routine: "RevalidateCachedQuery")
        #expect(failure.isStalePlan && failure.endsConnection && failure.storeError("x").isTransient)
        await store.close()
        try await workspace.remove()
    }

    @Test("In a schema that a service shares, the grants open and the way down removes JobKit's own alone")
    func shared() async throws {
        let workspace = try Workspace()
        await (try await workspace.prepared()).close()
        try await workspace.script("CREATE TABLE {jobkit}.orders (id int PRIMARY KEY)")
        let role = "jobkit_reader_\(JobEnvironment.system.random())"
        try await workspace.script("CREATE ROLE \(role)")
        for purpose in PostgresMigrations.Purpose.allCases {
            try await workspace.script(PostgresMigrations.grant(purpose, to: role, schema: workspace.schema))
        }
        let rights = "SELECT count(*) AS count FROM information_schema.role_table_grants WHERE grantee = '\(role)' AND table_name"
        #expect(try await workspace.integer("\(rights) = 'orders'") == 0)
        #expect(try await workspace.integer("\(rights) = 'job'") == 4)
        let made = "SELECT string_agg(relname, ' ' ORDER BY relname) AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = "
        let schema = "(SELECT oid FROM pg_namespace WHERE nspname = \(workspace.schema.asLiteral))"
        #expect(try await workspace.text(made + schema) == (Migration.tables + ["orders"]).sorted().joined(separator: " "))
        try await workspace.script("DROP OWNED BY \(role); DROP ROLE \(role)")
        try await workspace.script(PostgresMigrations.down(schema: workspace.schema))
        #expect(try await workspace.text(made + schema) == "orders")
        try await workspace.script("DROP TABLE {jobkit}.orders")
        try await workspace.script(PostgresMigrations.up(schema: workspace.schema))
        try await workspace.script(PostgresMigrations.down(schema: workspace.schema))
        #expect(try await workspace.integer("SELECT count(*) AS count FROM pg_namespace WHERE oid = \(schema)") == 0)
        try await workspace.remove()
    }
}
