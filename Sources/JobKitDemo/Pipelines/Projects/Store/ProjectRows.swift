import Foundation
import GRDB
import JobKit

extension Project {
    init(row: Row) throws {
        let result: String? = row["result"]
        self.init(
            id: ProjectID(row["id"]), name: row["name"], repository: row["repository"], plan: row["plan"],
            createdAt: Timestamp(microseconds: row["created_at"]),
            // A result of a version that this one cannot read is as good as none: the next refresh writes it anew.
            latest: result.flatMap { try? JSONDecoder().decode(ProjectResult.self, from: Data($0.utf8)) })
    }
}

extension RefreshEntry {
    init(row: Row) throws {
        let job: String = row["job"]
        let status: String = row["status"]
        guard let id = JobID(job), let state = JobState(rawValue: status) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a row of project_refresh is unreadable")
        }
        let tasks: Int? = row["tasks_count"]
        let (started, completed): (Int64?, Int64?) = (row["started_at"], row["completed_at"])
        self.init(
            id: id, type: row["type"], status: state, created: Timestamp(microseconds: row["created_at"]),
            started: started.map(Timestamp.init(microseconds:)), completed: completed.map(Timestamp.init(microseconds:)),
            result: tasks.map { Result(tasks: $0, progressPercentage: row["progress_percentage"]) }, error: row["error"],
            retryCount: row["retry_count"])
    }

    /// In the order of `ProjectSQL.note`.
    func arguments(of project: ProjectID) -> StatementArguments {
        [
            id.description, project.text, type, status.rawValue, created.microseconds, started?.microseconds, completed?.microseconds,
            result?.tasks, result?.progressPercentage, error, retryCount,
        ]
    }
}
