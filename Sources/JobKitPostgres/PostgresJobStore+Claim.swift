import Foundation
import JobKit

extension PostgresJobStore {
    /// The most jobs of one claim: the row of its members must stay small.
    private static let most = 1_000
    /// The most bytes of payloads of one claim, except for a single job: they come in one answer.
    static let mostBytes = 16 << 20

    public func claim(_ request: ClaimRequest) async throws -> Claim {
        let limit = min(max(1, request.limit), Self.most)
        let (claim, lines) = try await perform("claim from") { try $0.claim(request, limit: limit) }
        noteClaimed(from: lines)
        return claim
    }
}

extension Session {
    /// The claim, and the lines of its jobs.
    func claim(_ request: ClaimRequest, limit: Int) throws -> (Claim, Set<Int64>) {
        let asked = try lanes.all(queues: request.queues, kinds: request.kinds, self)
        var parameters = Parameters()
        parameters.add(request.token)
        parameters.add(request.worker.withoutNUL)
        parameters.add(asked.map(\.id))
        parameters.add(asked.map(\.lane.queue))
        parameters.add(Int32(limit))
        parameters.add(request.lease.microseconds)
        parameters.add(Int64(PostgresJobStore.mostBytes))
        let rows = try claiming { try run(SQL.claim, parameters) }
        if rows.bool(0, .isClaimed) { return (try claimedBefore(request), []) }
        let now = rows.time(0, .now)
        var claim = Claim(
            token: request.token, claimedAt: now, until: now.advanced(by: request.lease), jobs: [],
            nextDueAt: rows.optionalTime(0, .nextDue), sawPassedDeadlines: rows.bool(0, .sawPassedDeadlines),
            pausedQueues: rows.isNull(0, .pausedQueues) ? [] : Set(request.queues).intersection(rows.texts(0, .pausedQueues)))
        // Fewer than requested, because of a limit of this store's own, or of rows without a job: there may be more.
        if rows.bool(0, .isCut) || (rows.count == limit && limit < request.limit) { claim.nextDueAt = now }
        guard !rows.isNull(0, .id) else { return (claim, []) }
        claim.jobs.reserveCapacity(rows.count)
        var lines: Set<Int64> = []
        for row in 0..<rows.count {
            claim.jobs.append(try claimedJob(rows, row, place: Int(rows.integer(row, .place)), request))
            lines.insert(rows.integer(row, .line))
        }
        if !claim.jobs.indices.allSatisfy({ claim.jobs[$0].lease.place == $0 }) { claim.jobs.sort { $0.lease.place < $1.lease.place } }
        return (claim, lines)
    }

    /// The same token twice at the same time: the second finds the first one's receipt when it is run again.
    private static let conflict = PostgresFailure(kind: .server(state: "40001"), message: "the same token claims elsewhere")

    private func claiming(_ body: () throws -> Rows) throws -> Rows {
        do { return try body() } catch let failure as PostgresFailure where failure.state == "23505" { throw Self.conflict }
    }

    private func claimedBefore(_ request: ClaimRequest) throws -> Claim {
        var parameters = Parameters()
        parameters.add(request.token)
        let rows = try run(SQL.claimedBefore, parameters)
        // All its jobs were settled meanwhile, by another worker with the same token.
        guard rows.count > 0 else { throw Self.conflict }
        try lanes.read((0..<rows.count).map { rows.integer($0, .line) }, self)
        let jobs = try (0..<rows.count).map { try claimedJob(rows, $0, place: Int(rows.integer($0, .place)), request) }
        return Claim(token: request.token, claimedAt: rows.time(0, .claimedAt), until: rows.time(0, .until), jobs: jobs)
    }

    private func claimedJob(_ rows: Rows, _ row: Int, place: Int, _ request: ClaimRequest) throws -> ClaimedJob {
        let lane = try lanes.lane(of: rows.integer(row, .line))
        return ClaimedJob(
            id: rows.jobID(row, .id), lease: Lease(token: request.token, place: place), kind: lane.kind,
            version: Int(rows.integer(row, .version)), payload: rows.data(row, .payload), queue: lane.queue,
            priority: try Line.priority(rows.integer(row, .line)), tags: rows.texts(row, .tags), headers: try rows.headers(row, .headers),
            attempt: Int(rows.integer(row, .attempt)), maxAttempts: Int(rows.integer(row, .maxAttempts)),
            timeout: rows.optionalInteger(row, .timeout).map { .microseconds($0) }, deadline: rows.optionalTime(row, .deadline),
            createdAt: rows.time(row, .createdAt), dueAt: rows.time(row, .due),
            quarantine: rows.optionalInteger(row, .quarantine).map { Int($0) })
    }
}
