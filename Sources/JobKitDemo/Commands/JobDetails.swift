import JobKit

/// A job as `jobs show` prints it.
enum JobDetails {
    static func text(_ job: JobRecord, steps: [String]) -> String {
        var lines = [
            field("Job", job.id.description), field("Kind", job.kind), field("Queue", "\(job.queue), priority \(job.priority)"),
            field("State", state(job)), field("Attempts", "\(job.attempt) of \(job.maxAttempts)"),
            field("Created", job.createdAt.description),
        ]
        if job.state.isWaiting { lines.append(field("Due", job.dueAt.description)) }
        if let deadline = job.deadline { lines.append(field("Deadline", deadline.description)) }
        if let claim = job.claim {
            lines.append(field("Worker", "\(claim.worker), lease until \(claim.until)"))
        }
        if let finished = job.finishedAt { lines.append(field("Finished", finished.description)) }
        if !job.tags.isEmpty { lines.append(field("Tags", job.tags.joined(separator: " "))) }
        if let progress = job.progress {
            let percent = progress.fraction.map { " \(Int($0 * 100)) %" } ?? ""
            lines.append(field("Progress", progress.stage + percent + (progress.message.map { ", \($0)" } ?? "")))
        }
        if !steps.isEmpty { lines.append(field("Steps done", steps.joined(separator: ", "))) }
        for error in job.errors {
            lines.append(field("Error", "attempt \(error.attempt) at \(error.failedAt), \(error.consequence.rawValue): \(error.message)"))
        }
        return lines.joined(separator: "\n")
    }

    private static func state(_ job: JobRecord) -> String {
        job.cancelRequestedAt != nil && job.state == .running ? "running, to be cancelled" : job.state.rawValue
    }

    static func field(_ name: String, _ value: String) -> String {
        let label = name + ":"
        return label + String(repeating: " ", count: max(1, 12 - label.count)) + TerminalSafety.cleaned(value)
    }
}

/// Columns aligned with spaces.
struct TextTable {
    private var rows: [[String]]

    init(_ header: [String]) { rows = [header] }

    mutating func add(_ row: [String]) { rows.append(row.map { TerminalSafety.cleaned($0) }) }

    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }.joined(separator: "  ").trimmingEnd()
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
