import Foundation
import JobKit

extension TaskReport {
    /// The job as the first system shows it.
    init(_ record: JobRecord, codec: any JobCodec) {
        let job = try? codec.decode(SummarizeRepository.self, from: record.payload)
        let output = record.output.flatMap { try? codec.decode(RepositorySummary.self, from: $0) }
        let started = record.claim?.claimedAt ?? record.startedAt
        self.init(
            id: record.id.description, status: Status(record.state),
            meta: Meta(
                url: job?.source ?? "", stage: record.progress?.stage, attempts: record.attempt,
                startedAt: started.map { ReportTime(microseconds: $0.microseconds) },
                finishedAt: record.finishedAt.map { ReportTime(microseconds: $0.microseconds) }, summary: output?.summary.text,
                stats: output?.stats, dependencyGraph: output?.graph, highImportanceFiles: output?.summary.highImportanceFiles,
                error: Self.error(of: record)))
    }

    private static func error(of record: JobRecord) -> String? {
        switch record.state {
        case .completed: nil
        case .cancelled: record.errors.last?.message ?? "cancelled before it was started"
        case .expired: "expired while it waited to be started"
        case .failed, .scheduled, .pending, .running: record.errors.last?.message
        }
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
