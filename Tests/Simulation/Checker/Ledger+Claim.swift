import Foundation
import JobKit

/// Claims and renewals at the store's interface.
extension Ledger {
    mutating func claimed(_ request: ClaimRequest, _ claim: Claim, process: Int, now: Timestamp) {
        require(claim.token == request.token, "a claim was answered with another claim's token")
        trace.tell(now, 10, request.token.low, UInt64(claim.jobs.count)) {
            "\(request.worker) claimed \(request.token) \(claim.jobs.map { "\(name($0.id))#\($0.attempt)" })"
        }
        if let earlier = claims[request.token], !earlier.open.isEmpty { return repeated(claim, earlier) }
        require(claim.jobs.count <= request.limit, "a claim of \(request.limit) was given \(claim.jobs.count) jobs")
        require(
            claim.claimedAt == now && claim.until == now.advanced(by: request.lease), "a claim is not good for as long as it asked to be")
        let expected = due(for: request, now: now)
        for (place, member) in claim.jobs.enumerated() {
            check(member, place: place, request, now: now)
            jobs[member.id]?.attempt = member.attempt
            jobs[member.id]?.phase = .running(member.lease)
        }
        require(
            claim.jobs.map(\.id) == expected,
            "the claim order is broken: due were \(expected.map(name)), handed out \(claim.jobs.map { name($0.id) })")
        guard !claim.jobs.isEmpty else { return }
        claims[request.token] = KnownClaim(
            process: process, members: claim.jobs.map(\.id), attempts: claim.jobs.map(\.attempt), moment: nextMoment(), until: claim.until,
            open: Set(claim.jobs.indices))
    }

    private func repeated(_ claim: Claim, _ earlier: KnownClaim) {
        let open = earlier.open.sorted()
        require(
            claim.jobs.map(\.lease.place) == open && claim.jobs.map(\.id) == open.map { earlier.members[$0] },
            "a repeated claim was given other jobs than those that it holds")
    }

    private func check(_ member: ClaimedJob, place: Int, _ request: ClaimRequest, now: Timestamp) {
        let name = name(member.id)
        guard let job = jobs[member.id] else { return require(false, "\(name) was handed out and never enqueued") }
        require(member.lease == Lease(token: request.token, place: place), "\(name) was handed out under a lease that is not the claim's")
        if let lease = job.lease {
            require(false, "\(name) was handed out to \(request.worker) while the lease \(self.name(lease)) holds it: two live leases")
        }
        require(!job.isFinished, "\(name) was handed out after it had ended")
        require(job.due <= now, "\(name) was handed out early, \(now.duration(to: job.due)) before it was due")
        require(job.deadline.map { $0 > now } ?? true, "\(name) was handed out after its deadline")
        require(!pausedQueues.contains(job.draft.queue), "\(name) was handed out of a paused queue")
        require(request.queues.contains(job.draft.queue), "\(name) was handed out of a queue that was not asked for")
        require(request.kinds.contains(job.draft.kind), "\(name) is of a kind that was not asked for")
        require(member.attempt == job.attempt + 1, "\(name) was handed out as attempt \(member.attempt) after \(job.attempt) counted ones")
        require(member.quarantine == job.quarantine, "\(name) was handed out in another quarantine than it waited in")
        require(member.attempt <= job.draft.maxAttempts, "\(name) was started \(member.attempt) times of \(job.draft.maxAttempts)")
        require(member.payload == job.draft.payload && member.kind == job.draft.kind, "\(name) was handed out with another job's payload")
    }

    /// The jobs that a claim must return, in order: the lowest rank first, the oldest among equals.
    private func due(for request: ClaimRequest, now: Timestamp) -> [JobID] {
        var found: [(rank: Timestamp, due: Timestamp, sequence: Int, id: JobID)] = []
        for id in order {
            guard let job = jobs[id], job.phase == .waiting, job.due <= now, job.deadline.map({ $0 > now }) ?? true,
                request.kinds.contains(job.draft.kind), request.queues.contains(job.draft.queue), !pausedQueues.contains(job.draft.queue)
            else { continue }
            found.append((job.draft.priority.rank(dueAt: job.due), job.due, job.sequence, id))
        }
        return found.sorted { ($0.rank, $0.due, $0.sequence) < ($1.rank, $1.due, $1.sequence) }.prefix(request.limit).map(\.id)
    }

    mutating func renewed(_ held: [HeldClaim], for duration: Duration, _ results: [RenewResult], now: Timestamp) {
        for (named, result) in zip(held, results) {
            let token = named.token
            let all = (claims[token]?.open ?? []).sorted()
            let open = all.filter(named.places.contains)
            let until = now.advanced(by: duration)
            let places = open.filter { place in claims[token].flatMap { jobs[$0.members[place]] }?.cancelRequested == true }
            let expected = open.isEmpty ? RenewResult.lost : .renewed(until: until, open: open, cancelRequested: places)
            require(result == expected, "the renewal of \(token) was answered \(result), not \(expected)")
            if !open.isEmpty {
                leave(all.filter { !named.places.contains($0) }, of: token)
                claims[token]?.until = until
            }
            trace.tell(now, 11, token.low, open.isEmpty ? 0 : 1) { "renewed \(token): \(open.isEmpty ? "lost" : "good")" }
        }
    }

    /// Places that the worker does not name keep their time, under a token of their own.
    private mutating func leave(_ places: [Int], of token: ClaimToken) {
        guard !places.isEmpty, var claim = claims[token] else { return }
        let own = token.left(with: places) { claims[$0]?.open.isEmpty == false }
        claims[token]?.open.subtract(places)
        claim.open = Set(places)
        claims[own] = claim
        for place in places { jobs[claim.members[place]]?.phase = .running(Lease(token: own, place: place)) }
    }
}
