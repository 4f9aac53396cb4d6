import Foundation
import HeapModule
import Logging

/// A time at which an attempt needs an action.
struct AttemptTimer: Comparable {
    enum Purpose {
        /// The attempt's timeout is over.
        case timeOut
        /// The attempt's handler was cancelled and should have ended by now.
        case abandon
        /// A held job has waited long enough for a slot.
        case release
    }

    /// By the environment's uptime.
    var at: Duration
    /// The attempt's lease; the release of held jobs has none.
    var lease: Lease?
    var purpose: Purpose

    static func < (left: AttemptTimer, right: AttemptTimer) -> Bool { left.at < right.at }
    static func == (left: AttemptTimer, right: AttemptTimer) -> Bool { left.at == right.at }
}

extension Worker {
    func set(_ timer: AttemptTimer) {
        let isFirst = timers.min.map { timer < $0 } ?? true
        timers.insert(timer)
        // Ended attempts leave their timers in the heap: hour-long timeouts of short jobs would pile up.
        if timers.count > 2 * attempts.count + 1_024 {
            timers = Heap(timers.unordered.filter { $0.lease.map { attempts[$0] != nil } ?? true })
        }
        if isFirst { timerWakeup.wake() }
    }

    /// Gives a cancelled handler the cancellation grace to end, once.
    func watch(_ attempt: RunningAttempt) {
        guard attempt.takeWatching() else { return }
        let end = services.environment.uptime() + configuration.cancellationGrace
        set(AttemptTimer(at: end, lease: attempt.job.lease, purpose: .abandon))
    }

    /// Waits for the earliest timer, repeatedly.
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
        guard let lease = timer.lease else { return releaseAged() }
        // Most attempts have ended long before their timer: it is left in the heap rather than searched for.
        guard let attempt = attempts[lease], !attempt.isSettled else { return }
        switch timer.purpose {
        case .timeOut: timeOut(attempt)
        case .abandon: abandon(attempt)
        case .release: break
        }
    }

    /// The timeout counts from the handler's first instruction, which may have waited for a thread: the timer is then set again.
    private func timeOut(_ attempt: RunningAttempt) {
        guard let timeout = attempt.timeout else { return }
        let now = services.environment.uptime()
        let end = (attempt.runningSince ?? now) + timeout
        guard end <= now else { return set(AttemptTimer(at: end, lease: attempt.job.lease, purpose: .timeOut)) }
        attempt.cancel(.timedOut)
        watch(attempt)
    }

    /// One timer at a time serves all held jobs.
    func timeRelease() {
        guard !isReleaseTimed, let at = slots.nextRelease else { return }
        isReleaseTimed = true
        set(AttemptTimer(at: at, lease: nil, purpose: .release))
    }

    private func releaseAged() {
        isReleaseTimed = false
        for held in slots.releaseAged(now: services.environment.uptime()) { giveBack(held) }
        timeRelease()
    }

    /// Frees the slot of a handler that ignores its cancellation. The handler's later work has no effect.
    func abandon(_ attempt: RunningAttempt) {
        let job = attempt.job
        services.logger.error(
            "The handler does not end although it was cancelled; its slot is freed without it",
            metadata: LogKeys.metadata(of: job, worker: id))
        let outcome: JobEvent =
            attempt.cancellation == .timedOut ? .failed(JobFailure(AttemptTimedOut(timeout: attempt.timeout ?? .zero))) : .released
        runner.settle(attempt, outcome)
    }
}
