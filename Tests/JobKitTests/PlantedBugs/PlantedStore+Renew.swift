import JobKit

extension PlantedStore {
    func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult] {
        try await ask { base in try claims.map { try self.renew($0, for: duration, base: base) } }
    }

    private func renew(_ named: HeldClaim, for duration: Duration, base: isolated DictionaryJobStore) throws -> RenewResult {
        let token = named.token
        let now = try base.now
        let held = base.running(under: token)
        if bug == .lateRenewalRefused, let until = held.first?.claim?.until, until <= now { return .lost }
        if bug == .renewalResurrects, held.isEmpty { takeAgain(memory.withLock { $0.claims[token] } ?? [], until: now, base: base) }
        guard let result = try base.renew([named], for: duration).first else { throw JobStoreError.closed("renew") }
        if bug == .renewalNotWritten { for job in held { base.edit(job.id) { $0.record.claim?.until = job.claim?.until ?? now } } }
        let places = memory.withLock { $0.cancelPlaces[token] ?? [] }
        switch (bug, result) {
        case (.receiptStays, .lost) where memory.withLock({ $0.claims[token] }) != nil:
            return .renewed(until: now.advanced(by: duration), open: named.places, cancelRequested: [])
        case (.settledPlaceReported, .renewed(let until, let open, let wanted)):
            return .renewed(until: until, open: open, cancelRequested: Set(wanted).union(places).sorted())
        default: return result
        }
    }

    private func takeAgain(_ jobs: [ClaimedJob], until: Timestamp, base: isolated DictionaryJobStore) {
        for job in jobs where base.entries[job.id]?.record.state.isWaiting == true {
            base.edit(job.id) {
                $0.record.state = .running
                $0.record.claim = ClaimInfo(lease: job.lease, worker: "worker.1", claimedAt: until, until: until)
            }
        }
    }
}
