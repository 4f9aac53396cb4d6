import ArgumentParser
import JobKit
import JobKitPostgres
import JobKitSQLite

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Make or upgrade the tables of jobs and projects, or print the SQL that does it for those of jobs.",
        discussion: "Every other command does it as well. Printed, it is for those who run migrations of their own: in one transaction.")

    @OptionGroup var options: StoreOptions

    @Flag(
        name: .customLong("print"),
        help: "Print the SQL for JobKit's own tables, SQLite's or PostgreSQL's as --store says, and change nothing.")
    var prints = false

    @Flag(help: "With --print: the SQL that removes the tables and every job.")
    var down = false

    @Option(help: "With --print, on PostgreSQL: the schema that holds the tables.")
    var schema = "jobkit"

    @Option(
        help: ArgumentHelp(
            "With --print, on PostgreSQL: the grants for a role, in place of the tables; PURPOSE is worker, enqueuer or reader. May be repeated.",
            valueName: "purpose=role"),
        transform: RoleGrant.init)
    var grant: [RoleGrant] = []

    func validate() throws {
        if !grant.isEmpty, !prints || down {
            throw ValidationError("--grant only prints: give it with --print, without --down, and run what it prints.")
        }
        if prints, case .sqlite = options.store, !grant.isEmpty || schema != "jobkit" {
            throw ValidationError("SQLite has neither roles nor schemas: give --store postgres://… for PostgreSQL's SQL.")
        }
        if prints, options.store == .memory { throw ValidationError("What is in memory: has no tables.") }
        if down, !prints { throw ValidationError("--down only prints: give it with --print, and run what it prints yourself.") }
    }

    func run() async throws {
        if prints, case .sqlite = options.store {
            return try StandardOutput.write(oneTransaction(down ? SQLiteMigrations.down() : SQLiteMigrations.up()))
        }
        if prints {
            guard grant.isEmpty else {
                let grants = try grant.map { try PostgresMigrations.grant($0.purpose, to: $0.role, schema: schema) }
                return try StandardOutput.write(oneTransaction(grants.joined(separator: "\n")))
            }
            return try StandardOutput.write(
                oneTransaction(down ? try PostgresMigrations.down(schema: schema) : try PostgresMigrations.up(schema: schema)))
        }
        let system = try await DemoSystem.open(options, .making)
        // What the pipelines need, too: the role that runs the other commands may not be allowed to make it.
        _ = try await system.handlers()
        await system.close()
        try StandardOutput.write("The tables are as this version needs them.")
    }

    private func oneTransaction(_ sql: String) -> String { "BEGIN;\n\(sql)\nCOMMIT;" }
}

/// `worker=app`.
struct RoleGrant {
    let purpose: PostgresMigrations.Purpose
    let role: String

    init(_ argument: String) throws {
        let parts = argument.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let purpose = PostgresMigrations.Purpose(rawValue: String(parts[0])) else {
            throw ValidationError("give worker=ROLE, enqueuer=ROLE or reader=ROLE, not \(argument)")
        }
        self.purpose = purpose
        role = String(parts[1])
    }
}
