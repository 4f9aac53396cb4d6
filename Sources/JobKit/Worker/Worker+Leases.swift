import Foundation
import Logging

extension Worker {
    /// Renews every claim that holds something here, at a third of the lease; apart from the handlers, so that full slots never lose them.
    func renewLoop() async {
        let interval = configuration.lease / 3
        var backoff = Backoff()
        var delay = interval
        while (try? await services.environment.sleep(delay)) != nil {
            delay = interval
            for attempt in attempts.values where attempt.cancellation != nil { watch(attempt) }
            for job in slots.releaseStale(after: interval.inSeconds) { giveBack(job) }
            let tokens = heldTokens
            guard !tokens.isEmpty else { continue }
            do {
                let results = try await store.renew(tokens, for: configuration.lease)
                backoff.reset()
                for (token, result) in zip(tokens, results) { heed(result, of: token) }
            } catch {
                log(error, verb: "renew", retrying: true)
                delay = min(interval, backoff.next(services.environment))
            }
        }
    }

    private var heldTokens: [ClaimToken] {
        Array(Set(attempts.keys.lazy.map(\.token)).union(slots.buffered.lazy.map(\.lease.token)))
    }

    private func heed(_ result: RenewResult, of token: ClaimToken) {
        switch result {
        case .renewed(_, let places):
            for place in places {
                guard let attempt = attempts[Lease(token: token, place: place)] else { continue }
                attempt.cancel(.requested)
                watch(attempt)
            }
            giveBackCancelled(token, places)
        case .lost:
            slots.drop(token)
            let lost = attempts.values.filter { $0.job.lease.token == token && !$0.isSettled }
            guard !lost.isEmpty else { return }
            metrics.leasesLost.increment()
            for attempt in lost {
                services.logger.warning(
                    "The lease was lost; the handler is cancelled", metadata: LogKeys.metadata(of: attempt.job, worker: id))
                attempt.cancel(.leaseLost)
                watch(attempt)
            }
        }
    }

    /// Jobs that were to be cancelled before they had a slot: the settle finds the request and cancels them.
    private func giveBackCancelled(_ token: ClaimToken, _ places: [Int]) {
        guard !places.isEmpty else { return }
        let wanted = Set(places.map { Lease(token: token, place: $0) })
        for job in slots.take(wanted) { giveBack(job) }
    }
}
