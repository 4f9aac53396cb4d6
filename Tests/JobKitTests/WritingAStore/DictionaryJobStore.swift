import Foundation
@_spi(Stores) import JobKit

/// Jobs in a dictionary, gone with the process. Every verb reads every job: slow, and easy to follow.
actor DictionaryJobStore: JobStore {
    struct Entry {
        /// The record as last written; whether a waiting job is scheduled or pending is decided when it is read.
        var record: JobRecord
        /// The place in the order of enqueueing; it never changes.
        let number: Int
        var steps: [String: Data] = [:]
    }

    var entries: [JobID: Entry] = [:]
    var lastNumber = 0
    var pausedQueues: Set<String> = []
    var workers: [String: WorkerInfo] = [:]
    var isClosed = false
    let environment: JobEnvironment
    let hub = SignalHub()

    init(environment: JobEnvironment = .system) {
        self.environment = environment
    }

    /// The time on this store's clock; throws once the store is closed.
    var now: Timestamp {
        get throws {
            guard !isClosed else { throw JobStoreError.closed("use the dictionary of jobs") }
            return environment.now()
        }
    }

    /// Every job with its state at that time.
    func records(at now: Timestamp) -> [JobRecord] {
        entries.values.map { shown($0.record, at: now) }
    }

    func shown(_ record: JobRecord, at now: Timestamp) -> JobRecord {
        var record = record
        record.state = record.state(at: now)
        return record
    }
}

extension DictionaryJobStore {
    func prepare() throws {
        _ = try now
    }

    func enqueue(_ request: EnqueueRequest) throws -> [EnqueueResult] {
        let now = try now
        defer { hub.send() }
        return store(request.drafts, at: now)
    }

    func store(_ drafts: [JobDraft], at now: Timestamp) -> [EnqueueResult] {
        drafts.map { draft in
            if let entry = entries[draft.id] { return .duplicate(of: draft.id, kind: entry.record.kind) }
            lastNumber += 1
            entries[draft.id] = Entry(record: JobRecord(draft, createdAt: now), number: lastNumber)
            return .enqueued(draft.id)
        }
    }
}

extension DictionaryJobStore {
    func claim(_ request: ClaimRequest) throws -> Claim {
        let now = try now
        let held = running(under: request.token)
        if let info = held.first?.claim {
            return Claim(token: request.token, claimedAt: info.claimedAt, until: info.until, jobs: held.compactMap { ClaimedJob($0) })
        }
        var claim = Claim(token: request.token, claimedAt: now, until: now.advanced(by: request.lease), jobs: [])
        claim.pausedQueues = pausedQueues.intersection(request.queues)
        var line: [(place: Place, id: JobID)] = []
        for (id, entry) in entries where isWanted(entry.record, by: request) {
            if now < entry.record.dueAt {
                claim.nextDueAt = min(claim.nextDueAt ?? entry.record.dueAt, entry.record.dueAt)
            } else if let deadline = entry.record.deadline, deadline <= now {
                claim.sawPassedDeadlines = true
            } else {
                line.append((place(of: entry), id))
            }
        }
        let limit = max(1, request.limit)
        if line.count >= limit { claim.nextDueAt = nil }
        for (_, id) in line.sorted(by: { $0.place < $1.place }).prefix(limit) {
            let lease = Lease(token: request.token, place: claim.jobs.count)
            entries[id]?.record.state = .running
            entries[id]?.record.attempt += 1
            entries[id]?.record.claim = ClaimInfo(lease: lease, worker: request.worker, claimedAt: now, until: claim.until)
            if let job = entries[id].flatMap({ ClaimedJob($0.record) }) { claim.jobs.append(job) }
        }
        return claim
    }
}

extension DictionaryJobStore {
    func isWanted(_ job: JobRecord, by request: ClaimRequest) -> Bool {
        job.state.isWaiting && request.queues.contains(job.queue) && request.kinds.contains(job.kind) && !pausedQueues.contains(job.queue)
    }

    typealias Place = (rank: Timestamp, dueAt: Timestamp, number: Int)

    func place(of entry: Entry) -> Place {
        (entry.record.priority.rank(dueAt: entry.record.dueAt), entry.record.dueAt, entry.number)
    }

    /// The jobs that a claim still holds, in the order of their places.
    func running(under token: ClaimToken) -> [JobRecord] {
        let held = entries.values.compactMap { entry in
            entry.record.claim.flatMap { $0.lease.token == token ? (place: $0.lease.place, job: entry.record) : nil }
        }
        return held.sorted { $0.place < $1.place }.map(\.job)
    }
}

extension DictionaryJobStore {
    nonisolated var features: Set<StoreFeature> { [.followUps] }

    func apply(_ request: ApplyRequest) throws -> [ApplyResult] {
        let now = try now
        for change in request.changes { try change.check() }
        defer { hub.send() }
        return request.changes.map { change in
            let answer = change.answer(to: situation(of: change.id), at: now)
            if answer == .applied, let entry = entries[change.id] {
                entries[change.id] = changed(entry, by: change, at: now)
                _ = store(change.then, at: now)
            }
            return answer
        }
    }

    func situation(of id: JobID) -> JobSituation {
        guard let job = entries[id]?.record else { return .missing }
        if let claim = job.claim { return .running(claim.lease, until: claim.until, cancelRequested: job.cancelRequestedAt != nil) }
        return job.state.isFinished ? .finished(job.state) : .waiting(deadline: job.deadline)
    }
}

extension DictionaryJobStore {
    func changed(_ entry: Entry, by change: JobChange, at now: Timestamp) -> Entry {
        var entry = entry
        let claim = entry.record.claim
        if let failure = change.failure, let claim {
            entry.record.errors.append(
                bounded: AttemptError(
                    attempt: entry.record.attempt, worker: claim.worker, startedAt: claim.claimedAt, failedAt: now, type: failure.type,
                    message: failure.message, consequence: failure.consequence))
        }
        switch change.effect {
        case .wait(let due, let attempt, let deadline, let quarantine):
            entry.record.leave(for: .scheduled)
            entry.record.dueAt = due.dueTime(at: now, backTo: claim == nil ? nil : entry.record.dueAt)
            entry.record.attempt = attempt
            entry.record.quarantine = quarantine
            entry.record.deadline = deadline
        case .finish(let state, let output):
            entry.record.leave(for: state)
            entry.record.startedAt = claim?.claimedAt
            entry.record.finishedAt = now
            entry.record.output = output
        case .noteCancelRequest: entry.record.cancelRequestedAt = entry.record.cancelRequestedAt ?? now
        case .report(let progress): entry.record.progress = progress
        case .saveStep(let name, let result): entry.steps[name] = result
        }
        return entry
    }
}

extension JobRecord {
    /// Removes the lease, and the values of one attempt or one end; progress, steps and errors stay.
    fileprivate mutating func leave(for state: JobState) {
        self.state = state
        (claim, quarantine, cancelRequestedAt, startedAt, finishedAt, output) = (nil, nil, nil, nil, nil, nil)
    }
}

extension DictionaryJobStore {
    func renew(_ claims: [HeldClaim], for duration: Duration) throws -> [RenewResult] {
        let until = try now.advanced(by: duration)
        return claims.map { held in
            let jobs = running(under: held.token)
            let (renewed, left) = held.renewal(of: jobs.compactMap(\.claim?.lease.place))
            guard !renewed.isEmpty else { return .lost }
            let own = held.token.left(with: left) { !running(under: $0).isEmpty }
            for job in jobs {
                guard let place = job.claim?.lease.place else { continue }
                if left.contains(place) {
                    entries[job.id]?.record.claim?.lease.token = own
                } else {
                    entries[job.id]?.record.claim?.until = until
                }
            }
            let wanted = jobs.filter { $0.cancelRequestedAt != nil }.compactMap(\.claim?.lease.place)
            return .renewed(until: until, open: renewed, cancelRequested: wanted.filter(renewed.contains))
        }
    }

    func overdue(_ request: OverdueRequest) throws -> Overdue {
        let now = try now
        let all = records(at: now)
        let held = Dictionary(grouping: all.compactMap(\.claim), by: \.worker)
        var overdue = Overdue(now: now)
        for job in all where !request.excluding.contains(job.id) {
            if let claim = job.claim, claim.until <= now, let lapsed = LapsedJob(job, lostTogether: held[claim.worker]?.count ?? 1) {
                overdue.lapsed.append(lapsed)
            } else if job.state.isWaiting, let deadline = job.deadline, deadline <= now {
                overdue.expired.append(ExpiredJob(job))
            }
        }
        overdue.lapsed = Array(overdue.lapsed.sorted { $0.claim.worker < $1.claim.worker }.prefix(max(0, request.lapsed)))
        overdue.expired = Array(overdue.expired.prefix(max(0, request.expired)))
        return overdue
    }

    func prune(_ retention: Retention, limit: Int) throws -> Int {
        let now = try now
        let old = records(at: now).filter { job in
            guard let end = job.finishedAt, let keep = retention.duration(of: job.state) else { return false }
            return end.duration(to: now) > keep
        }
        for job in old.prefix(max(0, limit)) { entries[job.id] = nil }
        return min(old.count, max(0, limit))
    }
}

extension DictionaryJobStore {
    func stepResults(_ request: StepsRequest) throws -> [String: Data] {
        _ = try now
        let steps = entries[request.id]?.steps ?? [:]
        return request.detail == .names ? steps.mapValues { _ in Data() } : steps
    }

    func jobs(_ request: JobsRequest) throws -> [JobRecord] {
        let now = try now
        return Set(request.ids).compactMap { entries[$0].map { shown($0.record, at: now).showing(request.detail) } }
    }

    func jobs(matching query: JobQuery, page: PageRequest) throws -> JobPage {
        let now = try now
        var before = Int.max
        if let cursor = page.after {
            guard let number = Int(cursor.rawValue) else {
                throw JobStoreError(
                    .invalid, subject: "list jobs", cause: "the page cursor is not one of this store's",
                    remedy: "Start again without a cursor.")
            }
            before = number
        }
        let found = entries.values.filter { $0.number < before && query.matches(shown($0.record, at: now)) }
        let part = found.sorted { $0.number > $1.number }.prefix(PageRequest(limit: page.limit).limit)
        let next = part.count < found.count ? part.last.map { PageCursor(rawValue: String($0.number)) } : nil
        return JobPage(jobs: part.map { shown($0.record, at: now) }, next: next)
    }

    func counts() throws -> [JobCount] {
        let groups = Dictionary(grouping: records(at: try now)) { JobCount(queue: $0.queue, kind: $0.kind, state: $0.state, count: 0) }
        return groups.map { JobCount(queue: $0.queue, kind: $0.kind, state: $0.state, count: $1.count) }
    }
}

extension DictionaryJobStore {
    func setPaused(_ paused: Bool, queue: String) throws {
        _ = try now
        if paused { pausedQueues.insert(queue) } else { pausedQueues.remove(queue) }
        hub.send()
    }

    func announce(_ worker: WorkerInfo, leaving: Bool) throws {
        var seen = worker
        seen.seenAt = try now
        workers[worker.id] = leaving ? nil : seen
    }

    func overview() throws -> StoreOverview {
        let now = try now
        workers = workers.filter { $0.value.seenAt.duration(to: now) <= .seconds(86_400) }
        return StoreOverview(now: now, pausedQueues: pausedQueues, workers: workers.values.sorted { $0.id < $1.id })
    }

    nonisolated func signals() -> AsyncStream<Void> { hub.subscribe() }

    func close() {
        isClosed = true
        hub.finish()
    }
}
