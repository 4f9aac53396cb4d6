import Foundation
import JobKit

extension TaskReport {
    /// The job as the first system shows it.
    init(_ record: JobRecord, codec: any JobCodec) {
        let job = try? codec.decode(SummarizeRepository.self, from: record.payload)
        var meta = Meta(url: job?.source ?? "")
        let status = Status(record.state)
        if status != .pending {
            meta.startedAt = record.firstStartedAt.map { ReportTime(microseconds: $0.microseconds) }
            meta.finishedAt = record.finishedAt.map { ReportTime(microseconds: $0.microseconds) }
        }
        switch status {
        case .pending: break
        case .running: meta.stage = record.progress?.stage
        case .finished: meta.add(record.output.flatMap { try? codec.decode(RepositorySummary.self, from: $0) })
        case .failed:
            meta.stage = record.progress?.stage
            meta.error = Self.error(of: record)
        }
        self.init(id: record.id.description, status: status, meta: meta)
    }

    private static func error(of record: JobRecord) -> String? {
        switch record.state {
        case .cancelled: record.attempt == 0 ? "cancelled before it was started" : "cancelled"
        case .expired: "expired while it waited to be started"
        case .completed, .failed, .scheduled, .pending, .running: record.errors.last?.message
        }
    }
}

extension TaskReport.Meta {
    fileprivate mutating func add(_ output: RepositorySummary?) {
        guard let output else { return }
        summary = output.summary.text
        stats = output.stats
        dependencyGraph = output.graph
        graphSignals = output.signals
        highImportanceFiles = output.summary.highImportanceFiles
    }
}

extension TaskReport.Status {
    init(_ state: JobState) {
        self =
            switch state {
            case .scheduled, .pending: .pending
            case .running: .running
            case .completed: .finished
            case .failed, .cancelled, .expired: .failed
            }
    }
}
