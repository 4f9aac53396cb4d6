import Logging

/// The metadata keys of JobKit's log lines.
public enum LogKeys {
    /// The job's id, in the usual form of a UUID.
    public static let id = "job.id"
    /// The kind under which the job is stored.
    public static let kind = "job.kind"
    /// The job's queue.
    public static let queue = "job.queue"
    /// The number of the attempt, from 1.
    public static let attempt = "job.attempt"
    /// The id of the worker.
    public static let worker = "job.worker"
    /// The text of an error: a store's, or one that a handler threw.
    public static let error = "error"

    static func metadata(of job: ClaimedJob, worker: String) -> Logger.Metadata {
        [
            id: "\(job.id)", kind: "\(job.kind)", queue: "\(job.queue)", attempt: "\(job.attempt)", Self.worker: "\(worker)",
        ]
    }
}
