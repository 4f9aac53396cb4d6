import Foundation
import HeapModule
import Logging

/// A moment at which something is due for an attempt.
struct AttemptTimer: Comparable {
    enum Purpose {
        /// The attempt has taken as long as it may.
        case timeOut
        /// The attempt's handler was cancelled and should have ended by now.
        case abandon
    }

    /// By the environment's uptime.
    var at: Duration
    var lease: Lease
    var purpose: Purpose

    static func < (left: AttemptTimer, right: AttemptTimer) -> Bool { left.at < right.at }
    static func == (left: AttemptTimer, right: AttemptTimer) -> Bool { left.at == right.at }
}

extension Worker {
    func set(_ timer: AttemptTimer) {
        let isFirst = timers.min.map { timer < $0 } ?? true
        timers.insert(timer)
        // Attempts that have ended leave their timers behind: hour-long timeouts on short jobs would pile up.
        if timers.count > 2 * attempts.count + 1_024 {
            timers = Heap(timers.unordered.filter { attempts[$0.lease] != nil })
        }
        if isFirst { timerWakeup.wake() }
    }

    /// Gives a cancelled handler the cancellation grace to end, once.
    func watch(_ attempt: RunningAttempt) {
        guard attempt.takeWatching() else { return }
        let end = services.environment.uptime() + configuration.cancellationGrace
        set(AttemptTimer(at: end, lease: attempt.job.lease, purpose: .abandon))
    }

    /// Waits for the earliest timer, again and again.
    func timerLoop() async {
        while !Task.isCancelled {
            let now = services.environment.uptime()
            while let first = timers.min, first.at <= now {
                timers.removeMin()
                fire(first)
            }
            if let next = timers.min {
                await timerWakeup.wait(atMost: next.at - now, environment: services.environment)
            } else {
                await timerWakeup.wait()
            }
        }
    }

    private func fire(_ timer: AttemptTimer) {
        // Most attempts have ended long before their timer: it is left in the heap rather than searched for.
        guard let attempt = attempts[timer.lease], !attempt.isSettled else { return }
        switch timer.purpose {
        case .timeOut:
            attempt.cancel(.timedOut)
            watch(attempt)
        case .abandon:
            abandon(attempt)
        }
    }

    /// Frees the slot of a handler that does not heed its cancellation. What it still does counts for nothing.
    func abandon(_ attempt: RunningAttempt) {
        let job = attempt.job
        services.logger.error(
            "The handler does not end although it was cancelled; its slot is freed without it",
            metadata: LogKeys.metadata(of: job, worker: id))
        let options = handlers.handler(of: job.kind)?.options
        let outcome: AttemptOutcome =
            attempt.cancellation == .timedOut
            ? .failed(JobFailure(AttemptTimedOut(timeout: job.timeout ?? options?.timeout ?? .zero))) : .released
        runner.settle(attempt, outcome)
    }
}
