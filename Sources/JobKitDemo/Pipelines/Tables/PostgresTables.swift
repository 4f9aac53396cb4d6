import JobKit
import JobKitPostgres

/// In a schema of the demo's own beside that of the jobs, on the job store's connections.
struct PostgresTables: Tables {
    /// JobKit's schema belongs to JobKit, and goes with it when that is removed.
    static let schema = "jobkit_demo"

    private let jobs: PostgresJobStore

    /// - Parameter jobs: prepared.
    init(jobs: PostgresJobStore) { self.jobs = jobs }

    func transaction<Value: Sendable>(
        _ verb: String, _ body: @escaping @Sendable (any TablesTransaction) throws -> Value
    ) async throws -> Value {
        try await jobs.transaction("\(verb) in", remedy: Self.remedy) { try body(Transaction(store: $0)) }
    }

    func read<Value: Sendable>(_ verb: String, _ body: @escaping @Sendable (any TablesTransaction) throws -> Value) async throws -> Value {
        try await transaction(verb, body)
    }

    func prepare(_ schema: TablesSchema) async throws {
        // Without a lock first: nearly always there is nothing to do, and a role that may not make tables is enough.
        if try await has(schema) { return }
        try await transaction("prepare the demo's tables") { transaction in
            try transaction.run("SELECT pg_advisory_xact_lock(hashtextextended('\(Self.schema)', 0))")
            // A role may have been given the schema and not the right to make others.
            if try transaction.run("SELECT FROM pg_namespace WHERE nspname = '\(Self.schema)'").isEmpty {
                try transaction.run("CREATE SCHEMA \(Self.schema)")
            }
            for statement in schema.statements { try transaction.run(statement) }
        }
    }

    /// In the catalog, which every role may read.
    func has(_ schema: TablesSchema) async throws -> Bool {
        let known = "SELECT FROM pg_indexes WHERE schemaname = '\(Self.schema)' AND indexname = $1::text"
        return try await transaction("look for the demo's tables") { try !$0.run(known, schema.lastIndex).isEmpty }
    }

    /// The connections are the store's.
    func close() async {}

    private struct Transaction: TablesTransaction {
        let store: PostgresTransaction

        func run(_ sql: String, _ values: [String?]) throws -> [TableRow] {
            let rendered = sql.replacing("{demo}", with: "\(PostgresTables.schema).").replacing("{locked}", with: "FOR NO KEY UPDATE")
            do {
                return try store.run(rendered, values).map(TableRow.init)
            } catch let refusal as PostgresTransaction.Refusal where refusal.state == "23505" {
                throw TablesError.taken
            }
        }

        func enqueue(_ drafts: [JobDraft]) throws { try store.enqueue(drafts) }
    }

    /// What to do where the demo's tables are the reason.
    private static let remedy: @Sendable (String) -> String? = { state in
        switch state {
        case "42501":
            "Have a role that may create schemas run `jobkit-demo migrate --store …` once, and grant this one USAGE on the schema "
                + "\(schema) and SELECT, INSERT, UPDATE and DELETE on its tables."
        case "42P01", "42703", "3F000": "The demo's tables are missing or of another version: run `jobkit-demo migrate --store …`."
        case "57014", "55P03":
            "Another transaction holds a lock for long: end the one that `jobkit-demo doctor --store …` names, and try again."
        default: nil
        }
    }
}
