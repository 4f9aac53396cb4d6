/// A worker's data about a kind that it handles; looked up once for each attempt.
final class HandledKind: Sendable {
    let handler: AnyJobHandler
    let metrics: WorkerMetrics.Kind

    init(handler: AnyJobHandler, metrics: WorkerMetrics.Kind) {
        self.handler = handler
        self.metrics = metrics
    }
}
