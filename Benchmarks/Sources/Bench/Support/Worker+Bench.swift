import JobKit

/// Runs `body` while a worker works, and stops the worker, so that all attempts are settled when this returns.
func withWorker<Value>(
    _ store: any JobStore, _ handlers: JobHandlers, concurrency: Int? = nil, retention: Retention? = nil, _ body: () async throws -> Value
) async throws -> Value {
    var configuration = WorkerConfiguration()
    if let concurrency { configuration.concurrency = concurrency }
    if let retention { configuration.retention = retention }
    let worker = Worker(store: store, handlers: handlers, configuration: configuration, services: .quiet)
    let working = Task { try await worker.run() }
    do {
        let value = try await body()
        working.cancel()
        try await working.value
        return value
    } catch {
        working.cancel()
        throw error
    }
}
