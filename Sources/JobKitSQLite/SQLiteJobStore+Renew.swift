import JobKit

extension SQLiteJobStore {
    public func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult] {
        guard !claims.isEmpty else { return [] }
        return try await write("renew leases in", .leases, weight: claims.count) { try $0.renew(claims, for: duration) }
    }

    public func setPaused(_ paused: Bool, queue: String) async throws {
        try await write(paused ? "pause a queue in" : "resume a queue in", .leases) { session in
            // Queues are the same where they are equal in Swift; SQLite compares bytes.
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

    func renew(_ claims: [HeldClaim], for duration: Duration) throws -> [RenewResult] {
        let until = now.advanced(by: duration)
        let update = try statement(SQL.renewReceipt)
        let anyCancelRequest = try statement(SQL.anyCancelRequest).firstRow { _ in true } ?? false
        return try claims.map { held in
            guard let receipt = try receipt(held.token) else { return .lost }
            let (renewed, left) = held.renewal(of: receipt.openPlaces)
            guard !renewed.isEmpty else { return .lost }
            if !left.isEmpty { try leave(left, of: receipt) }
            update.bind(.token, held.token)
            update.bind(.until, until)
            try update.run()
            return .renewed(until: until, open: renewed, cancelRequested: anyCancelRequest ? try placesToCancel(renewed, receipt) : [])
        }
    }

    /// Moves places that no worker works on to a receipt of their own, which lapses when the original one would have.
    private func leave(_ places: [Int], of receipt: Receipt) throws {
        let token = try receipt.token.left(with: places) { try self.receipt($0) != nil }
        try insertReceipt(receipt.keeping(places, token: token))
        var rest = receipt
        for place in places { rest.close(place) }
        try store(rest)
    }

    private func placesToCancel(_ places: [Int], _ receipt: Receipt) throws -> [Int] {
        let request = try statement(SQL.cancelRequest)
        return try places.filter { place in
            request.bind(.seq, receipt.members[place].seq)
            return try request.firstRow { _ in true } ?? false
        }
    }

    func announce(_ worker: WorkerInfo, leaving: Bool) throws {
        let now = now
        try ClockKeeper.noteUptime(self)
        let forget = try statement(SQL.deleteWorkersSeenBefore)
        forget.bind(.seenAt, now.advanced(by: .zero - Self.workerMemory))
        try forget.run()
        // Ids are the same where they are equal in Swift; SQLite compares bytes.
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
        // SQLite orders by bytes, which is Swift's order only within one normal form.
        overview.workers.sort { $0.id < $1.id }
        return overview
    }
}
