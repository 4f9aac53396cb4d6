import Logging

/// The metadata keys of JobKit's log lines.
public enum LogKeys {
    public static let id = "job.id"
    public static let kind = "job.kind"
    public static let queue = "job.queue"
    public static let attempt = "job.attempt"
    public static let worker = "job.worker"
    public static let error = "error"

    static func metadata(of job: ClaimedJob, worker: String) -> Logger.Metadata {
        [
            id: "\(job.id)", kind: "\(job.kind)", queue: "\(job.queue)", attempt: "\(job.attempt)", Self.worker: "\(worker)",
        ]
    }
}
