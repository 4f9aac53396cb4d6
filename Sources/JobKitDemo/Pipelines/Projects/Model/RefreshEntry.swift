import JobKit

/// One refresh in a project's history.
struct RefreshEntry: Sendable, Equatable {
    struct Result: Sendable, Equatable {
        var tasks: Int
        /// Nil without tasks.
        var progressPercentage: Double?
    }

    var id: JobID
    var type: String
    var status: JobState
    /// By the store's clock, as the other times.
    var created: Timestamp
    var started: Timestamp?
    var completed: Timestamp?
    var result: Result?
    var error: String?
    /// Starts beyond the first.
    var retryCount: Int

    /// The job as the store has it.
    init(_ record: JobRecord, codec: any JobCodec) {
        id = record.id
        type = record.kind
        status = record.state
        created = record.createdAt
        started = record.firstStartedAt
        completed = record.finishedAt
        let output = record.output.flatMap { try? codec.decode(RefreshOutput.self, from: $0) }
        result = output.map { Result(tasks: $0.tasksCount, progressPercentage: $0.progressPercentage) }
        error = record.state == .completed ? nil : record.errors.last?.message
        retryCount = max(0, record.attempt - 1)
    }

    init(
        id: JobID, type: String, status: JobState, created: Timestamp, started: Timestamp?, completed: Timestamp?, result: Result?,
        error: String?, retryCount: Int
    ) {
        (self.id, self.type, self.status, self.created) = (id, type, status, created)
        (self.started, self.completed, self.result, self.error, self.retryCount) = (started, completed, result, error, retryCount)
    }
}
