import Foundation
import Logging

extension Worker {
    /// Gives back the jobs that have not started, lets the others finish for the grace period, then cancels them.
    ///
    /// - Returns: the uptime until which the last outcomes may wait for the store.
    func drain() async -> Duration {
        for job in slots.drain() { giveBack(job) }
        claimWakeup.wake()
        let environment = services.environment
        tellWaiting()
        let graceEnd = environment.uptime() + configuration.gracePeriod
        while !slots.isIdle, !stop.isAtOnce {
            let left = graceEnd - environment.uptime()
            guard left > .zero else { break }
            // Woken by the last settle, or by a stop that has become urgent.
            await waitIdle(atMost: left)
        }
        guard !slots.isIdle else { return environment.uptime() + configuration.cancellationGrace }
        services.logger.notice(
            stop.isAtOnce
                ? "Handlers are cancelled and their jobs given back"
                : "The grace period is over; handlers are cancelled and their jobs given back",
            metadata: [LogKeys.worker: "\(id)", "running": "\(attempts.count)"])
        for attempt in attempts.values { attempt.cancel(.shutdown) }
        let end = environment.uptime() + configuration.cancellationGrace
        while !slots.isIdle, environment.uptime() < end {
            await idleWakeup.wait(atMost: end - environment.uptime(), environment: environment)
        }
        for attempt in attempts.values where !attempt.isSettled { abandon(attempt) }
        return end
    }

    private func tellWaiting() {
        guard !slots.isIdle, !stop.isAtOnce else { return }
        services.logger.notice(
            "The worker stops and waits for its jobs to end; to give them back at once, cancel its task or call stopAtOnce()",
            metadata: [LogKeys.worker: "\(id)", "running": "\(attempts.count)", "atMost": "\(configuration.gracePeriod)"])
    }

    private func waitIdle(atMost limit: Duration) async {
        let watcher = Task.detached(priority: .high) { [stop, idleWakeup] in
            await stop.waitUntilAtOnce()
            // Not when the watcher is merely cancelled: that would end the next wait at once, and the one after it, for the whole grace
            // period.
            if stop.isAtOnce { idleWakeup.wake() }
        }
        await idleWakeup.wait(atMost: limit, environment: services.environment)
        watcher.cancel()
        // A wakeup has one waiter at a time: the next watcher must not meet this one.
        await watcher.value
    }

    /// Waits for the last outcomes to be stored, up to a limit in case the store is out of reach: each is tried once more, and the leases
    /// lapse.
    func finish(_ settling: Task<Void, Never>, until end: Duration) async {
        let limit = Task.detached(priority: .high) { [services, outcomes] in
            let left = end - services.environment.uptime()
            if left > .zero { try? await services.environment.sleep(left) }
            outcomes.giveUp()
        }
        await settling.value
        limit.cancel()
    }
}
