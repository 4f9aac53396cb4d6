/// A job that was enqueued, its payload decoded.
///
/// The record's properties are available directly: `mail.queue`, `mail.priority`, `mail.dueAt`, `mail.tags`, `mail.state`.
@dynamicMemberLookup
public struct EnqueuedJob<J: Job>: Sendable {
    /// The value that was enqueued.
    public let job: J
    /// The job's record when it was read.
    public let record: JobRecord

    /// The delay between the enqueue and the due time, by the store's clock; zero for a job that is due at once. A retry or a snooze
    /// changes it.
    public var delay: Duration { record.createdAt.duration(to: record.dueAt) }

    /// A property of the record.
    public subscript<Value>(dynamicMember path: KeyPath<JobRecord, Value>) -> Value { record[keyPath: path] }
}

extension EnqueuedJob: CustomStringConvertible {
    public var description: String { "\(job) \(record.brief)" }
}

extension EnqueuedJob {
    /// - Throws: `JobExpectationFailure` when the payload cannot be decoded as the type.
    init(_ record: JobRecord, codec: any JobCodec, file: String, line: Int) throws {
        do {
            job =
                record.version < J.version
                ? try J.upcast(record.payload, from: record.version, codec: codec) : try codec.decode(J.self, from: record.payload)
        } catch {
            throw JobExpectationFailure(
                "The payload of the \(record.kind) job \(record.id), version \(record.version), does not decode as \(J.self): \(error).",
                file: file, line: line)
        }
        self.record = record
    }
}

extension JobRecord {
    /// State, queue and options, for sentences about jobs.
    var brief: String {
        let delay = createdAt.duration(to: dueAt)
        let parts = [
            "\(state.rawValue) in \"\(queue)\"", "priority \(priority)", state == .scheduled ? "due \(delay) after its enqueue" : nil,
            attempt > 0 ? "attempt \(attempt) of \(maxAttempts)" : nil, tags.isEmpty ? nil : "tags \(tags.joined(separator: ", "))",
        ]
        return "(" + parts.compactMap { $0 }.joined(separator: ", ") + ")"
    }
}
