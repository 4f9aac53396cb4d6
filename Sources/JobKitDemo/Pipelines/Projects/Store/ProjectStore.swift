import Foundation
import JobKit

/// The projects, in the database of their jobs, so that a project and its first refresh are one transaction.
struct ProjectStore: Sendable {
    private let tables: any Tables
    /// Where the tables are not, there are no projects.
    private let isThere: Bool

    /// - Parameter makesTables: whether tables that are not there are made; otherwise there are no projects.
    init(_ tables: any Tables, makesTables: Bool = true) async throws {
        self.tables = tables
        if makesTables { try await tables.prepare(ProjectSQL.schema) }
        isThere = makesTables ? true : try await tables.has(ProjectSQL.schema)
    }

    /// Stores a project together with its first refresh: both or, when it throws, neither.
    ///
    /// - Throws: `ProjectError.nameTaken`.
    func add(_ project: Project, firstRefresh: JobDraft) async throws {
        try await tables.transaction("add the project") { transaction in
            do {
                try transaction.run(
                    ProjectSQL.add, project.id.text, project.name, project.repository, project.plan, "\(project.createdAt.microseconds)")
            } catch TablesError.taken {
                throw ProjectError.nameTaken(project.name)
            }
            try transaction.enqueue([firstRefresh])
        }
    }

    /// Removes a project and its history; its jobs are the queue's to cancel. Returns false when there was none.
    func remove(_ id: ProjectID) async throws -> Bool {
        try await tables.transaction("remove the project") { try !$0.run(ProjectSQL.remove, id.text).isEmpty }
    }

    /// All projects, by name.
    func list() async throws -> [Project] {
        guard isThere else { return [] }
        let all = try await tables.read("list the projects") { try $0.run(ProjectSQL.list).map(Project.init(row:)) }
        return all.sorted { $0.name.unicodeScalars.lexicographicallyPrecedes($1.name.unicodeScalars) }
    }

    func find(_ id: ProjectID) async throws -> Project? { try await find(ProjectSQL.find, id.text) }

    func find(name: String) async throws -> Project? { try await find(ProjectSQL.findByName, name) }

    private func find(_ sql: String, _ value: String) async throws -> Project? {
        guard isThere else { return nil }
        return try await tables.read("find the project") { try $0.run(sql, value).first.map(Project.init(row:)) }
    }

    /// Writes how a refresh ended: one row for a job, whose later note replaces the earlier. A result becomes the project's latest unless a newer one is
    /// there.
    ///
    /// - Returns: false, and nothing is written, when there is no such project any more.
    func note(_ refresh: RefreshEntry, _ result: ProjectResult?, of project: ProjectID) async throws -> Bool {
        let json = try result.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        return try await tables.transaction("note the refresh") { transaction in
            guard try !transaction.run(ProjectSQL.note, refresh.values(of: project)).isEmpty else { return false }
            if let result, let json {
                try transaction.run(ProjectSQL.noteResult, project.text, "\(result.refreshedAt.microseconds)", json)
            }
            return true
        }
    }

    /// What was noted, newest first by the creation of the jobs.
    func history(of project: ProjectID, limit: Int) async throws -> [RefreshEntry] {
        guard isThere else { return [] }
        return try await tables.read("read the history") {
            try $0.run(ProjectSQL.history, project.text, "\(limit)").map(RefreshEntry.init(row:))
        }
    }
}

extension Project {
    fileprivate init(row: TableRow) throws {
        self.init(
            id: ProjectID(try row.text("id")), name: try row.text("name"), repository: try row.text("repository"),
            plan: row.optionalText("plan"), createdAt: try row.time("created_at"),
            // A result of a version that this one cannot read is as good as none: the next refresh writes it anew.
            latest: row.optionalText("result").flatMap { try? JSONDecoder().decode(ProjectResult.self, from: Data($0.utf8)) })
    }
}

extension RefreshEntry {
    fileprivate init(row: TableRow) throws {
        guard let id = JobID(try row.text("job")), let status = JobState(rawValue: try row.text("status")) else {
            throw row.unreadable("job")
        }
        let percentage = row.optionalText("progress_percentage").flatMap { Double($0) }
        self.init(
            id: id, type: try row.text("type"), status: status, created: try row.time("created_at"),
            started: try row.optionalTime("started_at"), completed: try row.optionalTime("completed_at"),
            result: try row.optionalInteger("tasks_count").map { Result(tasks: Int($0), progressPercentage: percentage) },
            error: row.optionalText("error"), retryCount: Int(try row.integer("retry_count")))
    }

    /// In the order of `ProjectSQL.note`.
    fileprivate func values(of project: ProjectID) -> [String?] {
        let times = [created, started, completed].map { time in time.map { "\($0.microseconds)" } }
        return [id.description, project.text, type, status.rawValue] + times
            + [
                result.map { "\($0.tasks)" }, result?.progressPercentage.map { "\($0)" }, error, "\(retryCount)",
            ]
    }
}
