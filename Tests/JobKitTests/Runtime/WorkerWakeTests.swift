import JobKit
import JobKitTesting
import Synchronization
import Testing

@Suite("A worker's waiting")
struct WorkerWakeTests {
    /// The system decides which of the worker's tasks runs first: hence many workers.
    @Test("A job that comes behind the worker's first claim is not left to the next poll")
    func behindTheFirstClaim() async throws {
        for _ in 0..<50 {
            let hasRun = Atomic(false)
            var handlers = JobHandlers()
            handlers.add(Chore.self) { _, _ in hasRun.store(true, ordering: .relaxed) }
            let claims = Atomic(0)
            try await withWorkbench(
                WorkerConfiguration(pollInterval: .seconds(3_600), id: "worker-1"), handlers: handlers,
                store: { environment in
                    BrokenStore(environment: environment) { base in
                        guard claims.add(1, ordering: .relaxed).oldValue == 0 else { return }
                        _ = try await JobQueue(store: base).enqueue(Chore())
                    }
                }
            ) { bench in
                try await bench.advance { hasRun.load(ordering: .relaxed) }
            }
        }
    }
}
