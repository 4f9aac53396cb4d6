import Foundation
import JobKit

/// A job of any kind in JSON: the first system's form, what its pipeline says of it in `task_meta`, and beside it the job as the queue knows it. A field
/// without a value is left out, never null.
struct JobReport: Encodable {
    struct Details: Encodable {
        var kind: String
        var queue: String
        var priority: Int
        var state: String
        var attempt: Int
        var maxAttempts: Int
        var tags: [String]
        var created: ReportTime
        var due: ReportTime?
        var deadline: ReportTime?
        var started: ReportTime?
        var finished: ReportTime?
        var worker: String?
        var progress: Progress?
        var stepsDone: [String]?
        var payload: Content
        var output: Content?
        var errors: [Failure]
    }

    struct Progress: Encodable {
        var stage: String
        /// From 0 to 1.
        var fraction: Double?
        var message: String?
    }

    struct Failure: Encodable {
        var attempt: Int
        var failed: ReportTime
        var consequence: String
        var type: String
        var message: String
    }

    /// JSON as it is; anything else as `{"base64": …}`.
    struct Content: Encodable {
        let bytes: Data

        func encode(to encoder: any Encoder) throws {
            try (JSONValue(bytes) ?? .object(["base64": .string(bytes.base64EncodedString())])).encode(to: encoder)
        }
    }

    private let id: String
    private let status: TaskReport.Status
    private let meta: any Encodable
    private let job: Details

    init(_ record: JobRecord, steps: [String]? = nil, codec: any JobCodec) {
        id = record.id.description
        status = TaskReport.Status(record.state)
        meta = PipelineList.of(kind: record.kind)?.report(record, codec: codec) ?? [String: String]()
        job = Details(record, steps: steps)
    }

    private enum CodingKeys: String, CodingKey {
        case job
        case id = "task_id"
        case status = "task_status"
        case meta = "task_meta"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(status, forKey: .status)
        try container.encode(job, forKey: .job)
        try meta.encode(to: container.superEncoder(forKey: .meta))
    }
}

extension JobReport.Details {
    init(_ record: JobRecord, steps: [String]?) {
        func time(_ moment: Timestamp?) -> ReportTime? { moment.map { ReportTime(microseconds: $0.microseconds) } }
        self.init(
            kind: record.kind, queue: record.queue, priority: record.priority.rawValue, state: record.state.rawValue,
            attempt: record.attempt,
            maxAttempts: record.maxAttempts, tags: record.tags, created: ReportTime(microseconds: record.createdAt.microseconds),
            due: record.state.isWaiting ? time(record.dueAt) : nil, deadline: time(record.deadline), started: time(record.firstStartedAt),
            finished: time(record.finishedAt), worker: record.claim?.worker,
            progress: record.progress.map { .init(stage: $0.stage, fraction: $0.fraction, message: $0.message) }, stepsDone: steps,
            payload: .init(bytes: record.payload), output: record.output.map { .init(bytes: $0) },
            errors: record.errors.map { error in
                .init(
                    attempt: error.attempt, failed: ReportTime(microseconds: error.failedAt.microseconds),
                    consequence: error.consequence.rawValue, type: error.type, message: error.message)
            })
    }
}
