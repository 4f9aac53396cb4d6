import Foundation
import JobKit

extension PostgresJobStore {
    /// How many jobs one claim takes at most: the row of its members must stay small.
    private static let most = 1_000

    public func claim(_ request: ClaimRequest) async throws -> Claim {
        let limit = min(max(1, request.limit), Self.most)
        let (claim, lines) = try await perform("claim from") { try $0.claim(request, limit: limit) }
        noteClaimed(from: lines)
        return claim
    }
}

extension Session {
    /// What was claimed, and the lines that it came from.
    func claim(_ request: ClaimRequest, limit: Int) throws -> (Claim, Set<WatermarkKeeper.LineKey>) {
        var parameters = Parameters()
        parameters.add(request.token)
        parameters.add(request.worker.withoutNUL)
        parameters.add(request.queues.compactMap(\.asName))
        parameters.add(request.kinds.compactMap(\.asName))
        parameters.add(Int32(limit))
        parameters.add(request.lease.microseconds)
        let rows = try claiming { try run(SQL.claim, parameters) }
        if rows.bool(0, 3) { return (try claimedBefore(request), []) }
        let now = rows.time(0, 0)
        var claim = Claim(
            token: request.token, claimedAt: now, until: now.advanced(by: request.lease), jobs: [], nextDueAt: rows.optionalTime(0, 1),
            sawPassedDeadlines: rows.bool(0, 2),
            pausedQueues: rows.isNull(0, 18) ? [] : Set(request.queues).intersection(rows.texts(0, 18)))
        guard !rows.isNull(0, 4) else { return (claim, []) }
        claim.jobs.reserveCapacity(rows.count)
        var lines: Set<WatermarkKeeper.LineKey> = []
        for row in 0..<rows.count {
            claim.jobs.append(try claimedJob(rows, row, from: 4, place: row, request))
            lines.insert(
                .init(lane: Int32(truncatingIfNeeded: rows.integer(row, 5)), line: Int16(truncatingIfNeeded: rows.integer(row, 6))))
        }
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
        // Settled to the last job meanwhile, by somebody else with the same token.
        guard rows.count > 0 else { throw Self.conflict }
        let jobs = try (0..<rows.count).map { try claimedJob(rows, $0, from: 3, place: Int(rows.integer($0, 2)), request) }
        return Claim(token: request.token, claimedAt: rows.time(0, 0), until: rows.time(0, 1), jobs: jobs)
    }

    /// - Parameter first: the column of the id; the others follow as in `SQL.claim`.
    private func claimedJob(_ rows: Rows, _ row: Int, from first: Int, place: Int, _ request: ClaimRequest) throws -> ClaimedJob {
        let lane = try lanes.lane(rows.integer(row, first + 1), self)
        return ClaimedJob(
            id: rows.jobID(row, first), lease: Lease(token: request.token, place: place), kind: lane.kind,
            version: Int(rows.integer(row, first + 6)), payload: rows.data(row, first + 12), queue: lane.queue,
            priority: try Line.priority(rows.integer(row, first + 2)),
            tags: rows.isNull(row, first + 10) ? [] : rows.texts(row, first + 10),
            headers: try rows.headers(row, first + 11), attempt: Int(rows.integer(row, first + 4)),
            maxAttempts: Int(rows.integer(row, first + 8)), timeout: rows.optionalInteger(row, first + 9).map { .microseconds($0) },
            deadline: rows.optionalTime(row, first + 5), createdAt: rows.time(row, first + 7), dueAt: rows.time(row, first + 3),
            quarantine: rows.optionalInteger(row, first + 13).map { Int($0) })
    }
}

extension String {
    /// As names stand in the tables; `nil` for what cannot be there.
    fileprivate var asName: String? { utf8.contains(0) ? nil : canonical }
}
