import JobKit

/// A project in JSON. A field without a value is left out, but for the percentage: null says that there are no tasks.
struct ProjectReport: Encodable {
    var id: String
    var name: String
    var repository: String
    var planFile: String?
    var created: ReportTime
    var refreshed: ReportTime?
    var commit: String?
    var branch: String?
    var result: RefreshReport.Result?
    var sections: [PlanSection]?
    var skills: [Skill]?

    init(_ project: Project) {
        let latest = project.latest
        id = project.id.text
        name = project.name
        repository = project.repository
        planFile = latest?.plan.file ?? project.plan
        created = ReportTime(microseconds: project.createdAt.microseconds)
        refreshed = latest.map { ReportTime(microseconds: $0.refreshedAt.microseconds) }
        commit = latest?.commit
        branch = latest?.branch
        result = latest.map { .init(tasksCount: $0.plan.counts.tasks, progressPercentage: $0.plan.counts.progressPercentage) }
        sections = latest?.plan.sections
        skills = latest?.skills
    }
}

/// What `projects add` prints as JSON.
struct AdditionReport: Encodable {
    var project: ProjectReport
    /// The id of the first refresh.
    var job: String
}

/// What `projects remove` prints as JSON.
struct RemovalReport: Encodable {
    var id: String
    var name: String
    var cancelledJobs: Int
}

/// One refresh in JSON.
struct RefreshReport: Encodable {
    struct Result: Encodable {
        var tasksCount: Int
        var progressPercentage: Double?

        private enum CodingKeys: CodingKey {
            case tasksCount, progressPercentage
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(tasksCount, forKey: .tasksCount)
            try container.encode(progressPercentage, forKey: .progressPercentage)
        }
    }

    var id: String
    var type: String
    var status: String
    var created: ReportTime
    var started: ReportTime?
    var completed: ReportTime?
    var result: Result?
    var error: String?
    var retryCount: Int

    init(_ entry: RefreshEntry) {
        id = entry.id.description
        type = entry.type
        status = entry.status.rawValue
        created = ReportTime(microseconds: entry.created.microseconds)
        started = entry.started.map { ReportTime(microseconds: $0.microseconds) }
        completed = entry.completed.map { ReportTime(microseconds: $0.microseconds) }
        result = entry.result.map { .init(tasksCount: $0.tasks, progressPercentage: $0.progressPercentage) }
        error = entry.error
        retryCount = entry.retryCount
    }
}
