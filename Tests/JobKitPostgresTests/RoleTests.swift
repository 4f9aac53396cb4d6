import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

/// Tables that were made by a role with only the right to make a schema, and roles with the rights of `PostgresMigrations.grant`.
@Suite("Roles")
struct RoleTests {
    /// The roles of one test, and the tables' owner among them.
    private struct Roles {
        let workspace: Workspace
        private let suffix = "\(JobEnvironment.system.random() % 1_000_000)"

        init() async throws {
            workspace = try Workspace()
            let names = (["migrator"] + PostgresMigrations.Purpose.allCases.map(\.rawValue)).map(quoted)
            try await workspace.script(names.map { "CREATE ROLE \($0) LOGIN NOSUPERUSER;" }.joined(separator: "\n"))
            try await workspace.script(
                "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO %s', current_database(), $q$\(quoted("migrator"))$q$); END $$")
            let owner = try store(as: "migrator")
            try await owner.prepare()
            await owner.close()
            for purpose in PostgresMigrations.Purpose.allCases {
                let grants = try PostgresMigrations.grant(purpose, to: name(purpose.rawValue), schema: workspace.schema)
                try await workspace.script("SET ROLE \(quoted("migrator")); \(grants)\n; RESET ROLE")
            }
        }

        /// The most awkward valid name of a role.
        func name(_ role: String) -> String { "the \(role)'s \"\(suffix)\"" }
        func quoted(_ role: String) -> String { "\"\(name(role).replacing("\"", with: "\"\""))\"" }

        func store(as role: String) throws -> PostgresJobStore {
            let user = name(role).replacing("\\", with: "\\\\").replacing("'", with: "\\'")
            return try PostgresJobStore(connection: workspace.connection + " user='\(user)'", schema: workspace.schema)
        }

        func end() async throws {
            try await workspace.script("DROP SCHEMA {jobkit} CASCADE")
            for role in ["migrator"] + PostgresMigrations.Purpose.allCases.map(\.rawValue) {
                try await workspace.script("DROP OWNED BY \(quoted(role)) CASCADE; DROP ROLE \(quoted(role))")
            }
            try await workspace.remove()
        }
    }

    @Test("A worker's role does everything but change the tables")
    func worker() async throws {
        let roles = try await Roles()
        let store = try roles.store(as: "worker")
        try await store.prepare()
        let context = ConformanceContext(store: store, clock: ManualClock())
        for (number, state) in [JobState.completed, .failed, .cancelled].enumerated() {
            try await context.finish(Fixture.draft(number + 1), state, token: number + 1)
        }
        try await roles.workspace.script("SET ROLE \(roles.quoted("worker")); SELECT {jobkit}.enqueue('mail', '{}'); RESET ROLE")
        try await store.setPaused(true, queue: "queue.a")
        #expect(try await store.prune(Retention(completed: .zero, failed: .zero, cancelled: .zero, expired: .zero), limit: 10) == 3)
        for refused in ["UPDATE {jobkit}.meta SET version = 9", "TRUNCATE {jobkit}.job", "ALTER TABLE {jobkit}.job ADD more int"] {
            await #expect(throws: JobStoreError.self) { try await roles.workspace.script("SET ROLE \(roles.quoted("worker")); \(refused)") }
        }
        await store.close()
        try await roles.end()
    }

    @Test("A role that only enqueues sees no job")
    func enqueuer() async throws {
        let roles = try await Roles()
        let owner = try roles.store(as: "migrator")
        try await owner.prepare()
        try await roles.workspace.script("SET ROLE \(roles.quoted("enqueuer")); SELECT {jobkit}.enqueue('mail', '{}'); RESET ROLE")
        #expect(try await owner.counts().map(\.count) == [1])
        await #expect(throws: JobStoreError.self) {
            try await roles.workspace.script("SET ROLE \(roles.quoted("enqueuer")); SELECT * FROM {jobkit}.job")
        }
        await owner.close()
        try await roles.end()
    }

    @Test("Types that a caller makes under the names of the system's are not used with the owner's rights")
    func temporaryTypes() async throws {
        let roles = try await Roles()
        let owner = try roles.store(as: "migrator")
        try await owner.prepare()
        for (type, base) in [("uuid", "uuid"), ("text", "text"), ("int", "int4"), ("bytea", "bytea")] {
            try await roles.workspace.script(
                """
                SET ROLE \(roles.quoted("enqueuer"));
                CREATE FUNCTION pg_temp.evil() RETURNS boolean LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'run as %', current_user; END $$;
                CREATE DOMAIN pg_temp.\(type) AS pg_catalog.\(base) CHECK (pg_temp.evil());
                SELECT {jobkit}.enqueue_bytes('mail', 'x'), {jobkit}.enqueue('mail', '{}');
                DROP DOMAIN pg_temp.\(type); DROP FUNCTION pg_temp.evil; RESET ROLE
                """)
        }
        #expect(try await owner.counts().map(\.count) == [8])
        await owner.close()
        try await roles.end()
    }

    @Test("A reader's role sees everything and changes nothing, and is told so")
    func reader() async throws {
        let roles = try await Roles()
        let owner = try roles.store(as: "migrator")
        try await owner.prepare()
        let ids = [Fixture.id(1)]
        _ = try await owner.enqueue([Fixture.draft(1)])
        let store = try roles.store(as: "reader")
        try await store.prepare()
        #expect(try await store.jobs(ids).count == 1)
        #expect(try await store.jobs(matching: JobQuery(), page: PageRequest()).jobs.count == 1)
        #expect(try await store.counts().map(\.count) == [1])
        _ = try await store.overview()
        let error = await #expect(throws: JobStoreError.self) { _ = try await store.enqueue([Fixture.draft(2)]) }
        #expect(error.map { "\($0)".contains("permission denied") } == true)
        await #expect(throws: JobStoreError.self) {
            try await roles.workspace.script("SET ROLE \(roles.quoted("reader")); SELECT {jobkit}.enqueue('mail', '{}')")
        }
        #expect(try await owner.counts().map(\.count) == [1])
        await store.close()
        await owner.close()
        try await roles.end()
    }

    @Test("A name that cannot be a role's is refused", arguments: ["", String(repeating: "x", count: 64), "a\nb"])
    func badNames(role: String) {
        let error = #expect(throws: JobStoreError.self) { try PostgresMigrations.grant(.reader, to: role) }
        #expect(error?.code == .invalid)
    }
}
