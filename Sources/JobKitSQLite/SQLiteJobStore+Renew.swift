import JobKit

extension SQLiteJobStore {
    public func renew(_ tokens: [ClaimToken], for duration: Duration) async throws -> [RenewResult] {
        guard !tokens.isEmpty else { return [] }
        return try await write("renew leases in", .leases, weight: tokens.count) { try $0.renew(tokens, for: duration) }
    }

    public func setPaused(_ paused: Bool, queue: String) async throws {
        try await write(paused ? "pause a queue in" : "resume a queue in", .leases) { session in
            // A queue is what Swift takes for equal; SQLite compares bytes.
            var names = [queue]
            if !paused {
                try session.statement(SQL.pausedQueues).forEachRow { if $0.text(.queue) == queue { names.append($0.text(.queue)) } }
            }
            let statement = try session.statement(paused ? SQL.pauseQueue : SQL.resumeQueue)
            for name in names {
                statement.bind(.queue, name)
                try statement.run()
            }
            session.hasNews = true
        }
    }

    public func announce(_ worker: WorkerInfo, leaving: Bool) async throws {
        try await write("announce a worker in", .leases) { try $0.announce(worker, leaving: leaving) }
    }

    public func overview() async throws -> StoreOverview {
        try await read("read the overview of") { try $0.overview() }
    }
}

extension Session {
    /// Workers that have not been seen for longer are gone.
    private static let workerMemory: Duration = .seconds(86_400)

    func renew(_ tokens: [ClaimToken], for duration: Duration) throws -> [RenewResult] {
        let until = now.advanced(by: duration)
        let update = try statement(SQL.renewReceipt)
        let anyCancelRequest = try statement(SQL.anyCancelRequest).firstRow { _ in true } ?? false
        return try tokens.map { token in
            update.bind(.token, token)
            update.bind(.until, until)
            try update.run()
            guard connection.changes > 0 else { return .lost }
            return .renewed(until: until, cancelRequested: anyCancelRequest ? try placesToCancel(token) : [])
        }
    }

    private func placesToCancel(_ token: ClaimToken) throws -> [Int] {
        guard let receipt = try receipt(token) else { return [] }
        let request = try statement(SQL.cancelRequest)
        return try receipt.openPlaces.filter { place in
            request.bind(.seq, receipt.members[place].seq)
            return try request.firstRow { _ in true } ?? false
        }
    }

    func announce(_ worker: WorkerInfo, leaving: Bool) throws {
        let now = now
        let forget = try statement(SQL.deleteWorkersSeenBefore)
        forget.bind(.seenAt, now.advanced(by: .zero - Self.workerMemory))
        try forget.run()
        // An id is what Swift takes for equal; SQLite compares bytes.
        var known: [String] = []
        try statement(SQL.workerIDs).forEachRow { if $0.text(.id) == worker.id { known.append($0.text(.id)) } }
        let delete = try statement(SQL.deleteWorker)
        for id in known {
            delete.bind(.id, id)
            try delete.run()
        }
        guard !leaving else { return }
        let insert = try statement(SQL.insertWorker)
        insert.bind(.id, worker.id)
        insert.bind(.queues, PackedTexts.pack(worker.queues))
        insert.bind(.kinds, PackedTexts.pack(worker.kinds))
        insert.bind(.concurrency, Int64(worker.concurrency))
        insert.bind(.seenAt, now)
        try insert.run()
    }

    func overview() throws -> StoreOverview {
        let now = now
        var overview = StoreOverview(now: now, pausedQueues: [], workers: [])
        try statement(SQL.pausedQueues).forEachRow { overview.pausedQueues.insert($0.text(.queue)) }
        let workers = try statement(SQL.workersSeenSince)
        workers.bind(.seenAt, now.advanced(by: .zero - Self.workerMemory))
        try workers.forEachRow { row in
            overview.workers.append(
                WorkerInfo(
                    id: row.text(.id), queues: try row.bytes(.queues, PackedTexts.texts), kinds: try row.bytes(.kinds, PackedTexts.texts),
                    concurrency: Int(row.integer(.concurrency)), seenAt: row.time(.seenAt)))
        }
        // SQLite's order is that of bytes, which is Swift's only within one normal form.
        overview.workers.sort { $0.id < $1.id }
        return overview
    }
}
