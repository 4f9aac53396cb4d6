import Foundation
import Logging

extension Worker {
    /// Renews the worker's leases, at a third of the lease's duration; apart from the handlers, so that full slots never lose a lease.
    func renewLoop() async {
        let interval = configuration.lease / 3
        var backoff = Backoff()
        var delay = interval
        while (try? await services.environment.sleep(delay)) != nil {
            for attempt in attempts.values where attempt.cancellation != nil { watch(attempt) }
            if await renewHeld() {
                backoff.reset()
                delay = interval
            } else {
                delay = min(interval, backoff.next(services.environment))
            }
        }
    }

    /// Renews all held leases, and acts on the store's answer. False when the store could not renew.
    func renewHeld() async -> Bool {
        let held = heldClaims()
        guard !held.isEmpty else { return true }
        do {
            let results = try await store.renew(held, for: configuration.lease)
            noteAnswer()
            for (claim, result) in zip(held, results) { await heed(result, of: claim) }
            return true
        } catch {
            log(error, verb: "renew", retrying: true)
            return false
        }
    }

    /// The jobs that are held or run, or whose outcome is yet to be stored. Without outcomes that the store has refused for good: their
    /// leases are to lapse. And without jobs that the worker has failed to give back for the length of a lease: other workers may have
    /// them.
    func heldClaims() -> [HeldClaim] {
        let oldest = services.environment.uptime() - configuration.lease
        var places: [ClaimToken: [Int]] = [:]
        for lease in attempts.keys { places[lease.token, default: []].append(lease.place) }
        for held in slots.buffered { places[held.lease.token, default: []].append(held.lease.place) }
        for (lease, since) in returning where since > oldest { places[lease.token, default: []].append(lease.place) }
        return places.map { HeldClaim(token: $0, places: $1) }
    }

    private func heed(_ result: RenewResult, of held: HeldClaim) async {
        switch result {
        case .renewed(_, let open, let wanted):
            if open.count < held.places.count { await lose(Set(held.places).subtracting(open), of: held.token) }
            for place in wanted {
                guard let attempt = attempts[Lease(token: held.token, place: place)] else { continue }
                attempt.cancel(.requested)
                watch(attempt)
            }
            giveBackCancelled(held.token, wanted)
        case .lost: await lose(Set(held.places), of: held.token)
        }
    }

    /// Drops the held jobs without a slot, and cancels running handlers. Some of the places may only have been settled meanwhile, also by
    /// the handler itself in a transaction of its own.
    private func lose(_ places: Set<Int>, of token: ClaimToken) async {
        let leases = Set(places.map { Lease(token: token, place: $0) })
        _ = slots.take(leases)
        let running = leases.compactMap { attempts[$0] }.filter { !$0.isSettled }
        let completed = await RunningAttempt.completedElsewhere(running, in: store)
        // Where the store cannot answer, the next renewal asks again.
        let lost = running.filter { attempt in
            completed.map { !$0.contains(attempt.held.job.id) } ?? !attempt.mayBeCompletedElsewhere
        }
        guard !lost.isEmpty else { return }
        metrics.leasesLost.increment()
        for attempt in lost {
            services.logger.warning(
                "The lease was lost; the handler is cancelled", metadata: LogKeys.metadata(of: attempt.job, worker: id))
            attempt.cancel(.leaseLost)
            watch(attempt)
        }
    }

    /// Gives back jobs whose cancellation was requested before they had a slot: the settle finds the request and cancels them.
    private func giveBackCancelled(_ token: ClaimToken, _ places: [Int]) {
        guard !places.isEmpty else { return }
        let wanted = Set(places.map { Lease(token: token, place: $0) })
        for job in slots.take(wanted) { giveBack(job) }
    }
}
