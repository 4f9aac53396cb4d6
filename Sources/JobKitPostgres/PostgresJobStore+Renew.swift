import JobKit

extension PostgresJobStore {
    /// Workers that have not been seen for longer are gone.
    static let workerMemory: Duration = .seconds(86_400)

    public func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult] {
        guard !claims.isEmpty else { return [] }
        // A connection that has fallen silent must not outlast the lease: there must be time left to try another one.
        let limit = max(Self.shortestRenewal, duration / 6)
        return try await perform("renew leases in", isRenewal: true) { session in
            try session.within(limit) { try session.renew(claims, for: duration) }
        }
    }

    private static let shortestRenewal = Duration.milliseconds(500)

    public func setPaused(_ paused: Bool, queue: String) async throws {
        try await perform(paused ? "pause a queue in" : "resume a queue in") { session in
            var parameters = Parameters()
            parameters.add(queue.withoutNUL)
            try session.run(paused ? SQL.insertPaused : SQL.deletePaused, parameters)
        }
        tell()
    }

    public func announce(_ worker: WorkerInfo, leaving: Bool) async throws {
        try await perform("announce a worker in") { session in
            var forget = Parameters()
            forget.add(worker.id.withoutNUL)
            forget.add(Self.workerMemory.microseconds)
            guard !leaving else { return _ = try session.run(SQL.forgetWorkers, forget) }
            var insert = Parameters()
            insert.add(worker.id.withoutNUL)
            insert.add(worker.queues.map(\.withoutNUL))
            insert.add(worker.kinds.map(\.withoutNUL))
            insert.add(Int64(worker.concurrency))
            _ = try session.run(Command(SQL.forgetWorkers, forget), Command(SQL.insertWorker, insert))
        }
    }

    public func overview() async throws -> StoreOverview {
        try await perform("read the overview of") { try $0.overview() }
    }
}

extension Session {
    /// Two round trips: one locks the receipts and reads their open places, the other renews the named ones and moves the others to claims
    /// of their own.
    func renew(_ claims: [HeldClaim], for duration: Duration) throws -> [RenewResult] {
        var renewal = Renewal(try run(beginning + [Command(SQL.lockClaims, tokens: Set(claims.map(\.token)))]).last)
        let renewed = try claims.map { try renewal.renew($0) { try isOpen($0) } }
        var parameters = Parameters()
        parameters.add(Array(renewal.tokens))
        parameters.add(duration.microseconds)
        let writes = renewal.commands()
        let rows = try run(writes + [Command(SQL.renew, parameters), Command(SQL.commit)])[writes.count]
        var answers: [ClaimToken: (until: Timestamp, wanted: Set<Int64>)] = [:]
        for row in 0..<rows.count {
            let token = renewal.named(rows.token(row, .token))
            answers[token, default: (rows.time(row, .until), [])].wanted.formUnion(rows.integers(row, .cancelRequests))
        }
        return zip(claims, renewed).map { held, open in
            guard !open.isEmpty, let answer = answers[held.token] else { return .lost }
            return .renewed(until: answer.until, open: open, cancelRequested: open.filter { answer.wanted.contains(Int64($0)) })
        }
    }

    private func isOpen(_ token: ClaimToken) throws -> Bool {
        try run(SQL.lockClaims, Command(SQL.lockClaims, tokens: [token]).parameters).count > 0
    }

    func overview() throws -> StoreOverview {
        let now = try run(SQL.now).time(0, .now)
        var since = Parameters()
        since.add(now.advanced(by: .zero - PostgresJobStore.workerMemory).microseconds)
        let answers = try run(Command(SQL.paused), Command(SQL.workers, since))
        let (paused, workers) = (answers[0], answers[1])
        let infos = (0..<workers.count).map { row in
            WorkerInfo(
                id: workers.text(row, .id), queues: workers.texts(row, .queues), kinds: workers.texts(row, .kinds),
                concurrency: Int(workers.integer(row, .concurrency)), seenAt: workers.time(row, .seenAt))
        }
        return StoreOverview(
            now: now, pausedQueues: Set((0..<paused.count).map { paused.text($0, .queue) }), workers: infos.sorted { $0.id < $1.id })
    }
}
