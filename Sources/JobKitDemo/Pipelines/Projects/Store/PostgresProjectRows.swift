import Foundation
import JobKit

extension Project {
    /// From the columns of `PostgresProjectSQL.find`.
    init(columns: [String?]) throws {
        guard columns.count == 6, let id = columns[0], let name = columns[1], let repository = columns[2], let created = columns[4],
            let createdAt = Int64(created)
        else { throw Self.unreadable("project") }
        self.init(
            id: ProjectID(id), name: name, repository: repository, plan: columns[3], createdAt: Timestamp(microseconds: createdAt),
            // A result of a version that this one cannot read is as good as none: the next refresh writes it anew.
            latest: columns[5].flatMap { try? JSONDecoder().decode(ProjectResult.self, from: Data($0.utf8)) })
    }

    fileprivate static func unreadable(_ table: String) -> JobStoreError {
        JobStoreError(
            .internalInconsistency, subject: "read the projects", cause: "a row of \(PostgresProjectSQL.schemaName).\(table) is unreadable",
            remedy: "Another program has changed the table: put the row right, or remove it.")
    }
}

extension RefreshEntry {
    /// From the columns of `PostgresProjectSQL.history`.
    init(columns: [String?]) throws {
        guard columns.count == 10, let id = columns[0].flatMap(JobID.init), let type = columns[1],
            let status = columns[2].flatMap(JobState.init(rawValue:)), let created = columns[3].flatMap({ Int64($0) }),
            let retryCount = columns[9].flatMap({ Int($0) })
        else { throw Project.unreadable("project_refresh") }
        func time(_ column: Int) -> Timestamp? { columns[column].flatMap { Int64($0) }.map(Timestamp.init(microseconds:)) }
        let percentage = columns[7].flatMap { Double($0) }
        self.init(
            id: id, type: type, status: status, created: Timestamp(microseconds: created), started: time(4), completed: time(5),
            result: columns[6].flatMap { Int($0) }.map { Result(tasks: $0, progressPercentage: percentage) }, error: columns[8],
            retryCount: retryCount)
    }

    /// In the order of `PostgresProjectSQL.note`.
    func parameters(of project: ProjectID) -> [String?] {
        [
            id.description, project.text, type, status.rawValue, created.interval, started?.interval, completed?.interval,
            result.map { "\($0.tasks)" }, result?.progressPercentage.map { "\($0)" }, error, "\(retryCount)",
        ]
    }
}

extension Timestamp {
    /// The time since 1970.
    var interval: String { "\(microseconds) microseconds" }
}
