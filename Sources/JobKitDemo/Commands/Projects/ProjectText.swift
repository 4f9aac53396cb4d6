import JobKit

/// Projects as the commands print them.
enum ProjectText {
    static func list(_ projects: [Project]) -> String {
        guard !projects.isEmpty else { return "No projects. Add one: jobkit-demo projects add NAME --repository URL" }
        var table = TextTable(["NAME", "PROGRESS", "TASKS", "REFRESHED", "REPOSITORY"])
        for project in projects {
            let counts = project.latest?.plan.counts
            table.add([
                project.name, percentage(counts?.progressPercentage), counts.map { "\($0.done)/\($0.tasks)" } ?? dash,
                project.latest?.refreshedAt.description ?? "never", project.repository,
            ])
        }
        return table.text(columns: StandardOutput.columns)
    }

    /// - Parameter newest: the newest refresh, which is told of when its result is not the one that is shown.
    static func details(_ project: Project, newest: RefreshEntry? = nil) -> String {
        var lines = [JobDetails.field("Project", project.name), JobDetails.field("Repository", project.repository)]
        if let newest, newest.id != project.latest?.job {
            lines.append(JobDetails.field("Newest job", newest.status.rawValue + (newest.error.map { ": \($0)" } ?? "")))
        }
        guard let latest = project.latest else { return (lines + [JobDetails.field("Refreshed", "never")]).joined(separator: "\n") }
        let branch = latest.branch.map { " on \($0)" } ?? ""
        let counts = latest.plan.counts
        lines += [
            JobDetails.field("Refreshed", "\(latest.refreshedAt) at \(latest.commit.prefix(12))\(branch)"),
            JobDetails.field("Plan", latest.plan.file ?? "none"),
            JobDetails.field("Progress", "\(percentage(counts.progressPercentage)), \(counts.words)"),
        ]
        if let note = latest.plan.note { lines.append(JobDetails.field("Note", note)) }
        let sections = latest.plan.sections
        if sections.count > 1 || sections.first?.title.isEmpty == false { lines += ["", self.sections(sections)] }
        if !latest.skills.isEmpty { lines += ["", skills(latest.skills)] }
        return lines.joined(separator: "\n")
    }

    static func history(_ entries: [RefreshEntry]) -> String {
        guard !entries.isEmpty else { return "No refreshes." }
        var table = TextTable(["ID", "TYPE", "STATUS", "CREATED", "STARTED", "COMPLETED", "TASKS", "PROGRESS", "RETRIES"])
        for entry in entries {
            table.add([
                entry.id.description, entry.type, entry.status.rawValue, entry.created.description, entry.started?.description ?? dash,
                entry.completed?.description ?? dash, entry.result.map { "\($0.tasks)" } ?? dash,
                percentage(entry.result?.progressPercentage), "\(entry.retryCount)",
            ])
        }
        // An error is a sentence or two, too long for a column.
        let rows = table.text.split(separator: "\n")
        let errors = [nil] + entries.map(\.error)
        return zip(rows, errors).map { row, error in
            row + (error.map { "\n    " + TerminalSafety.cleaned($0) } ?? "")
        }.joined(separator: "\n")
    }

    static func percentage(_ value: Double?) -> String { value.map { "\($0) %" } ?? dash }

    private static let dash = "–"

    private static func sections(_ sections: [PlanSection]) -> String {
        var table = TextTable(["SECTION", "PROGRESS", "DONE", "OPEN", "CANCELLED"])
        let top = sections.map(\.level).min() ?? 0
        for section in sections {
            let title = section.title.isEmpty ? "(before the first heading)" : section.title
            table.add([
                String(repeating: "  ", count: section.level - top) + String(title.prefix(60)),
                percentage(section.counts.progressPercentage), "\(section.counts.done)", "\(section.counts.open)",
                "\(section.counts.cancelled)",
            ])
        }
        return table.text(columns: StandardOutput.columns)
    }

    private static func skills(_ skills: [Skill]) -> String {
        var table = TextTable(["SKILL", "KIND", "EVIDENCE"])
        for skill in skills {
            table.add([skill.name, skill.category.rawValue, skill.evidence.map(\.description).joined(separator: ", ")])
        }
        return table.text(columns: StandardOutput.columns)
    }
}
