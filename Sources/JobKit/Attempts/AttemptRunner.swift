import Foundation
import Logging
import Tracing

/// Runs handlers and turns their results into outcomes. All attempts of a worker share one runner by reference: a copy of these fields for
/// each attempt would cost more than a short handler.
final class AttemptRunner: Sendable {
    let store: any JobStore
    let services: JobServices
    let metrics: WorkerMetrics
    /// By name; jobs of other kinds are given back.
    let kinds: [String: HandledKind]
    let changes: ChangeBuffer
    let worker: String
    let parked: ParkedHandlers

    init(
        store: any JobStore, handlers: JobHandlers, services: JobServices, metrics: WorkerMetrics, changes: ChangeBuffer,
        worker: String, parked: ParkedHandlers
    ) {
        self.store = store
        self.services = services
        self.metrics = metrics
        kinds = metrics.kinds.reduce(into: [:]) { kinds, kind in
            if let handler = handlers.handler(of: kind.key) { kinds[kind.key] = HandledKind(handler: handler, metrics: kind.value) }
        }
        self.changes = changes
        self.worker = worker
        self.parked = parked
    }

    func run(_ attempt: RunningAttempt, _ tracer: (any Tracer)?) async {
        guard let kind = attempt.kind else {
            // The store handed out a kind that was not asked for: give the job back rather than fail a job of another worker.
            services.logger.error(
                "Claimed a job of a kind that is not handled here; given back",
                metadata: LogKeys.metadata(of: attempt.job, worker: worker))
            return settle(attempt, .released)
        }
        let start = services.environment.uptime()
        // It may have been cancelled, or given up, while its task waited for a thread.
        guard attempt.begin(at: start) else { return }
        kind.metrics.wait.recordSeconds(attempt.secondsWaited(until: start))
        services.logger.debug("Attempt started", metadata: LogKeys.metadata(of: attempt.job, worker: worker))
        let outcome = await outcome(of: kind, attempt, tracer)
        let seconds = (services.environment.uptime() - start).inSeconds
        kind.metrics.duration.recordSeconds(seconds)
        settle(attempt, outcome, seconds: seconds)
    }

    private func outcome(
        of kind: HandledKind, _ attempt: RunningAttempt, _ tracer: (any Tracer)?
    ) async -> JobEvent {
        let context = JobContext(attempt: attempt)
        do {
            return try await RunningAttempt.$current.withValue(attempt) {
                guard let tracer else {
                    return .succeeded(output: try await kind.handler.run(attempt.held.job, context, services))
                }
                return .succeeded(
                    output: try await withConsumerSpan(tracer, job: attempt.job) {
                        try await kind.handler.run(attempt.held.job, context, services)
                    })
            }
        } catch {
            return outcome(of: error, cancellation: attempt.cancellation, timeout: attempt.timeout)
        }
    }

    /// Any error after the task was cancelled counts as the cancellation, whatever its type: libraries wrap `CancellationError` in their
    /// own.
    private func outcome(of error: any Error, cancellation: CancellationReason?, timeout: Duration?) -> JobEvent {
        switch cancellation {
        case .shutdown: .released
        case .timedOut: .failed(JobFailure(AttemptTimedOut(timeout: timeout ?? .zero)))
        case .requested, .leaseLost, nil:
            if let snooze = error as? Snooze {
                .snoozed(until: snooze.until)
            } else if cancellation == .requested, error is CancellationError {
                // Swift's own text is the name of the type.
                .failed(JobFailure(type: "CancellationError", message: "The job was cancelled while it ran."))
            } else {
                .failed(JobFailure(error))
            }
        }
    }

    /// Hands the outcome to the settle loop, unless the attempt has been given up.
    func settle(_ attempt: RunningAttempt, _ outcome: JobEvent, seconds: Double? = nil) {
        let (isTaken, cancellation) = attempt.takeSettling()
        guard isTaken else { return }
        add(attempt, outcome, cancellation: cancellation, seconds: seconds)
    }

    /// Hands over the outcome that settles an attempt. Under a lost lease there is no outcome to store.
    func add(_ attempt: RunningAttempt, _ outcome: JobEvent, cancellation: CancellationReason?, seconds: Double? = nil) {
        guard cancellation != .leaseLost else {
            changes.add(.dropped(attempt.held.lease))
            return
        }
        changes.add(.settlement(Settlement(attempt, outcome, cancelRequested: cancellation == .requested, seconds: seconds)))
    }
}

extension RunningAttempt {
    /// From the moment in which the job was due.
    fileprivate func secondsWaited(until uptime: Duration) -> Double {
        max(0, held.job.dueAt.duration(to: held.claimed.storeTime(at: uptime)).inSeconds)
    }
}
