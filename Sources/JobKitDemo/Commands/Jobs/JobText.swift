import JobKit

/// Jobs as `jobs list` prints them.
enum JobText {
    static func list(_ jobs: [JobRecord]) -> String {
        guard !jobs.isEmpty else { return "No jobs." }
        var table = TextTable(["ID", "KIND", "STATE", "STAGE", "ATTEMPT", "CREATED", "TAGS"])
        for job in jobs {
            table.add([
                job.id.description, job.kind, job.state.rawValue, job.progress?.stage ?? "", "\(job.attempt)/\(job.maxAttempts)",
                job.createdAt.description, job.tags.joined(separator: " "),
            ])
        }
        return table.text(columns: StandardOutput.columns)
    }
}
