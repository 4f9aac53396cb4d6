import Foundation
import JobKit
import JobKitTesting
import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing

/// A queue, a worker on it that runs while the body does, and a clock that only the test moves.
struct Workbench: Sendable {
    let clock: ManualClock
    let store: any JobStore
    let queue: JobQueue
    let worker: Worker

    /// Moves the clock on in small steps until `condition` holds; fails the test after ten minutes of the clock's time.
    func advance(
        by step: Duration = .milliseconds(100), until condition: @Sendable () async throws -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for _ in 0..<6_000 {
            if try await condition() { return }
            await letOthersRun()
            clock.advance(by: step)
        }
        Issue.record("the condition did not come to hold", sourceLocation: sourceLocation)
    }

    func record<J>(of handle: JobHandle<J>) async throws -> JobRecord { try await handle.record }

    /// Waits, without moving the clock more than needed, until the job has ended.
    func finished<J>(_ handle: JobHandle<J>) async throws -> JobRecord {
        try await advance { try await handle.record.state.isFinished }
        return try await handle.record
    }
}

/// Lets the tasks that the last step of the clock woke run before time passes again: those of the worker's loops, which run at high
/// priority, and the handlers. Each hop waits behind the ready tasks of its priority.
func letOthersRun() async {
    for _ in 0..<10 {
        for priority in [TaskPriority.high, .medium] { await Task.detached(priority: priority) { await Task.yield() }.value }
    }
}

func withWorkbench(
    _ configuration: WorkerConfiguration = WorkerConfiguration(concurrency: 4, id: "worker-1"),
    handlers: JobHandlers, store: (@Sendable (JobEnvironment) -> any JobStore)? = nil,
    services change: (inout JobServices) -> Void = { _ in }, _ body: @Sendable (Workbench) async throws -> Void
) async throws {
    let clock = ManualClock()
    var services = JobServices(environment: clock.environment, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    change(&services)
    let store = store?(clock.environment) ?? InMemoryJobStore(environment: clock.environment)
    let queue = JobQueue(store: store, services: services)
    let worker = Worker(store: store, handlers: handlers, configuration: configuration, services: services)
    let bench = Workbench(clock: clock, store: store, queue: queue, worker: worker)
    let working = Task { try await worker.run() }
    let outcome = await Result { try await body(bench) }
    working.cancel()
    // A worker that stops at once still waits, by the clock, for handlers that ignore their cancellation.
    let ticking = Task.detached {
        while !Task.isCancelled {
            await letOthersRun()
            clock.advance(by: .milliseconds(100))
        }
    }
    try await working.value
    ticking.cancel()
    try outcome.get()
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

/// Lets one task wait for another, without time.
final class Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func open() { continuation.finish() }

    /// Returns when the gate is open; at once when the task is cancelled.
    func pass() async { for await _ in stream {} }
}

struct Echo: Job {
    static let kind = "echo"
    static var options: JobOptions { JobOptions(retry: .fixed(.seconds(10), maxAttempts: 3)) }
    typealias Output = String
    var text: String
}

struct Chore: Job {
    static let kind = "chore"
    static var options: JobOptions { JobOptions(retry: .fixed(.seconds(10), maxAttempts: 3)) }
    var name = "sweep the floor"
}

/// Runs a service; the body gets a function that requests graceful shutdown, which has reached the service when it returns. Returns when
/// the service has ended.
func withRunningService(_ service: any Service, _ body: @escaping @Sendable (_ stop: @Sendable () -> Void) async throws -> Void)
    async throws
{
    try await testGracefulShutdown { trigger in
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            try await body { trigger.triggerGracefulShutdown() }
            try await group.waitForAll()
        }
    }
}
