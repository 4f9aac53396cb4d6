import Foundation
import JobKit
import JobKitPostgres

/// Projects in the PostgreSQL database of the jobs, in a schema of their own, through libpq.
final class PostgresProjectStore: ProjectStore {
    private let client: PostgresClient
    private let jobs: PostgresJobStore

    /// - Parameter jobs: prepared, on the database at `address`.
    init(_ address: PostgresAddress, jobs: PostgresJobStore) async throws {
        client = PostgresClient(address)
        self.jobs = jobs
        try await prepare()
    }

    private func prepare() async throws {
        try await client.transaction("prepare the projects") { connection in
            // Without a lock first: nearly always there is nothing to do, and a role that may not make tables is enough.
            if try connection.run(PostgresProjectSQL.isPrepared) == [["1"]] { return }
            try connection.run(PostgresProjectSQL.lock)
            // A role may have been given the schema and not the right to make others.
            if try connection.run(PostgresProjectSQL.hasSchema) != [["1"]] { try connection.run(PostgresProjectSQL.createSchema) }
            for statement in PostgresProjectSQL.schema { try connection.run(statement) }
        }
    }

    func add(_ project: Project, firstRefresh: JobDraft) async throws {
        try await client.transaction("add the project") { [jobs] connection in
            do {
                try connection.run(
                    PostgresProjectSQL.add,
                    [project.id.text, project.name, project.repository, project.plan, project.createdAt.interval])
            } catch let refusal as PostgresRefusal where refusal.state == "23505" {
                throw ProjectError.nameTaken(project.name)
            }
            try jobs.enqueue([firstRefresh], in: connection.handle)
        }
    }

    func remove(_ id: ProjectID) async throws -> Bool {
        try await client.transaction("remove the project") { try !$0.run(PostgresProjectSQL.remove, [id.text]).isEmpty }
    }

    func list() async throws -> [Project] {
        try await client.transaction("list the projects") { try $0.run(PostgresProjectSQL.list).map(Project.init(columns:)) }
    }

    func find(_ id: ProjectID) async throws -> Project? { try await find(PostgresProjectSQL.find, id.text) }

    func find(name: String) async throws -> Project? { try await find(PostgresProjectSQL.findByName, name) }

    private func find(_ sql: String, _ value: String) async throws -> Project? {
        try await client.transaction("find the project") { try $0.run(sql, [value]).first.map(Project.init(columns:)) }
    }

    func note(_ refresh: RefreshEntry, _ result: ProjectResult?, of project: ProjectID) async throws -> Bool {
        let json = try result.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        return try await client.transaction("note the refresh") { connection in
            guard try !connection.run(PostgresProjectSQL.note, refresh.parameters(of: project)).isEmpty else { return false }
            if let result, let json {
                try connection.run(PostgresProjectSQL.noteResult, [project.text, result.refreshedAt.interval, json])
            }
            return true
        }
    }

    func history(of project: ProjectID, limit: Int) async throws -> [RefreshEntry] {
        try await client.transaction("read the history") {
            try $0.run(PostgresProjectSQL.history, [project.text, "\(limit)"]).map(RefreshEntry.init(columns:))
        }
    }

    func close() async { await client.close() }
}
