import Foundation
import JobKit

/// A job as `jobs show` prints it.
enum JobDetails {
    /// How much of a payload or an output is shown: `--json` has the rest.
    private static let most = 2_000

    /// - Parameters:
    ///   - steps: the finished ones, in the order in which they were finished.
    ///   - hasPage: the output is shown below as a page.
    static func text(_ job: JobRecord, steps: [String], hasPage: Bool) -> String {
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
        if let progress = job.progress, job.state != .completed {
            let percent = progress.fraction.map { " \(Int($0 * 100)) %" } ?? ""
            lines.append(field("Progress", progress.stage + percent + (progress.message.map { ", \($0)" } ?? "")))
        }
        if !steps.isEmpty { lines.append(field("Steps done", steps.joined(separator: ", "))) }
        lines.append(field("Payload", content(job.payload)))
        if let output = job.output, !hasPage { lines.append(field("Output", content(output))) }
        for error in job.errors {
            lines.append(field("Error", "attempt \(error.attempt) at \(error.failedAt), \(error.consequence.rawValue): \(error.message)"))
        }
        return lines.joined(separator: "\n")
    }

    private static func content(_ bytes: Data) -> String {
        guard let text = String(data: bytes, encoding: .utf8), JSONValue(bytes) != nil else { return "\(bytes.count) bytes, not JSON" }
        return text.count > most ? "\(text.prefix(most))… (\(bytes.count) bytes; --json has all)" : text
    }

    private static func state(_ job: JobRecord) -> String {
        job.cancelRequestedAt != nil && job.state == .running ? "running, to be cancelled" : job.state.rawValue
    }

    static func field(_ name: String, _ value: String) -> String {
        let label = name + ":"
        return label + String(repeating: " ", count: max(1, 12 - label.count)) + TerminalSafety.cleaned(value)
    }
}
