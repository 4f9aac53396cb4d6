import Foundation
import JobKit
import Testing

@testable import JobKitSQLite

/// Possible faults of this table layout; the conformance suite covers the verbs' meaning.
@Suite struct VerbTests {
    @Test func `A claim merges lanes and priorities into one order`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let low = draft("a", priority: .low)
        _ = try await store.enqueue([low])
        workspace.clock.advance(by: .seconds(200))
        let high = draft("b", priority: .high)
        let normal = draft("a")
        let slow = draft("b", queue: "slow", priority: .normal)
        _ = try await store.enqueue([normal, slow, high])
        workspace.clock.advance(by: .seconds(101))
        let urgentLate = draft("b", priority: .normal)
        _ = try await store.enqueue([urgentLate])
        let claim = try await store.claim(request(["a", "b", "b"], queues: ["slow", "default", "slow"]))
        #expect(claim.jobs.map(\.id) == [high, low, normal, slow, urgentLate].map(\.id).reorderedByRank(claim.jobs))
        #expect(Set(claim.jobs.map(\.id)).count == 5)
        #expect(claim.jobs.map(\.lease.place) == [0, 1, 2, 3, 4])
        await store.close()
    }

    @Test func `A job that waits again elsewhere in line is found there by its id`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let job = draft(deadline: .after(.seconds(10_000)))
        _ = try await store.enqueue([job])
        for round in 1...3 {
            let held = try #require(try await store.claim(request()).jobs.first)
            let failure = JobChange.Failure(type: "E", message: "no. \(round)", consequence: .retried)
            let wait = held.change(.wait(due: .after(.seconds(10)), attempt: round, deadline: held.deadline), failure: failure)
            #expect(try await store.apply([wait, wait]) == [.applied, .superseded])
            #expect(try await store.job(job.id)?.state == .scheduled)
            let early = try await store.claim(request())
            #expect(early.jobs.isEmpty)
            #expect(early.nextDueAt == workspace.clock.now.advanced(by: .seconds(10)))
            workspace.clock.advance(by: .seconds(10))
            let record = try #require(try await store.job(job.id))
            #expect(record.state == .pending)
            #expect(record.dueAt == workspace.clock.now)
            #expect(record.deadline == held.deadline)
            #expect(record.attempt == round)
            #expect(record.errors.map(\.message) == (1...round).map { "no. \($0)" })
            #expect(record.errors.last?.worker == "worker-1")
        }
        // Back to its place: nothing is noted, and the job is still found.
        let held = try #require(try await store.claim(request()).jobs.first)
        #expect(try await store.apply([held.change(.wait(due: .at(held.dueAt), attempt: 3, deadline: nil))]) == [.applied])
        #expect(try await store.job(job.id)?.dueAt == held.dueAt)
        let cancel = JobChange(id: job.id, expecting: .waiting, effect: .finish(.cancelled, output: nil))
        #expect(try await store.apply([cancel, cancel]) == [.applied, .superseded])
        let ended = try #require(try await store.job(job.id))
        #expect(ended.state == .cancelled)
        #expect(ended.startedAt == nil)
        // By hand.
        workspace.clock.advance(by: .seconds(5))
        let wrong = JobChange(id: job.id, expecting: .finished(.failed), effect: .wait(due: .now, attempt: 0, deadline: nil))
        let retry = JobChange(id: job.id, expecting: .finished(.cancelled), effect: .wait(due: .now, attempt: 0, deadline: nil))
        #expect(try await store.apply([wrong, retry, retry]) == [.superseded, .applied, .superseded])
        let again = try #require(try await store.claim(request()).jobs.first)
        #expect(again.attempt == 1)
        #expect(again.dueAt == workspace.clock.now)
        #expect(try await store.apply([again.change(.finish(.completed, output: Data()))]) == [.applied])
        let completed = try #require(try await store.job(job.id))
        #expect(completed.output == Data())
        #expect(completed.errors.count == 3)
        await store.close()
    }

    @Test func `Jobs past their deadline are passed over, reported, and do not stop those behind them`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let late = (0..<1_100).map { _ in draft(deadline: .after(.seconds(1))) }
        let good = draft()
        _ = try await store.enqueue(late + [good])
        workspace.clock.advance(by: .seconds(1))
        let first = try await store.claim(request(limit: 200))
        #expect(first.jobs.map(\.id) == [good.id])
        #expect(first.sawPassedDeadlines)
        let overdue = try await store.overdue(OverdueRequest(limit: 5_000)).expired
        #expect(Set(overdue.map(\.id)) == Set(late.map(\.id)))
        let expire = overdue.map { JobChange(id: $0.id, expecting: .waiting, effect: .finish(.expired, output: nil)) }
        #expect(try await store.apply(expire).allSatisfy { $0 == .applied })
        #expect(try await store.overdueIDs().isEmpty)
        await store.close()
    }

    @Test func `A claim that finds nothing writes nothing`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft(due: .after(.seconds(5)))])
        let other = try workspace.connection(.readOnly)
        let version = try other.integer("PRAGMA data_version")
        let size = workspace.size("-wal")
        let claim = try await store.claim(request())
        #expect(claim.jobs.isEmpty)
        #expect(claim.nextDueAt == workspace.clock.now.advanced(by: .seconds(5)))
        #expect(try other.integer("PRAGMA data_version") == version)
        #expect(workspace.size("-wal") == size)
        await store.close()
    }

    @Test func `Pruning removes what belongs to a job, and nothing else`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue((0..<3).map { _ in draft(tags: ["a", "b"]) })
        let claim = try await store.claim(request())
        let failure = JobChange.Failure(type: "E", message: "m", consequence: .failed)
        for job in claim.jobs {
            let step = job.change(.saveStep(name: "s", result: Data([1])))
            _ = try await store.apply([
                step, job.change(.report(JobProgress(stage: "x"))), job.change(.wait(due: .after(.seconds(1)), attempt: 1, deadline: nil)),
            ])
        }
        workspace.clock.advance(by: .seconds(1))
        let again = try await store.claim(request())
        let states: [JobState] = [.failed, .completed, .failed]
        _ = try await store.apply(zip(again.jobs, states).map { $0.change(.finish($1, output: nil), failure: failure) })
        workspace.clock.advance(by: .seconds(10))
        let retention = Retention(completed: .seconds(11), failed: .seconds(9), cancelled: nil, expired: nil)
        #expect(try await store.prune(retention, limit: 1) == 1)
        #expect(try await store.prune(retention, limit: 5) == 1)
        #expect(try await store.prune(retention, limit: 5) == 0)
        let left = try await store.read("look") { session in
            try [
                "jobkit_job", "jobkit_finished", "jobkit_moved", "jobkit_failure", "jobkit_progress", "jobkit_step", "jobkit_tag",
                "jobkit_ready", "jobkit_cancel_request",
            ].map { try session.connection.integer("SELECT count(*) FROM \($0)") }
        }
        #expect(left == [1, 1, 1, 1, 1, 1, 2, 0, 0])
        #expect(try await store.job(again.jobs[1].id)?.errors.count == 1)
        await store.close()
    }

    @Test func `Lists are narrowed by state, queue, kind and tags, newest first, page by page`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let kinds = ["a", "b"]
        var all: [JobDraft] = []
        for index in 0..<60 {
            all.append(
                draft(
                    kinds[index % 2], queue: index % 3 == 0 ? "slow" : "default",
                    due: index % 5 == 0 ? .after(.seconds(100)) : .now,
                    tags: (index % 4 == 0 ? ["four"] : []) + (index % 6 == 0 ? ["six"] : [])))
        }
        _ = try await store.enqueue(all)
        let claim = try await store.claim(request(["a"], queues: ["slow", "default"], limit: 12))
        let finish: [JobState] = [.completed, .failed, .cancelled, .expired]
        _ = try await store.apply(claim.jobs.prefix(8).map { $0.change(.finish(finish[$0.lease.place % 4], output: nil)) })
        let records = try await store.jobs(all.map(\.id))
        let queries = [
            JobQuery(), JobQuery(states: []), JobQuery(states: [.completed]), JobQuery(states: [.failed, .running]),
            JobQuery(states: [.scheduled]), JobQuery(states: [.pending, .scheduled], kinds: ["b"]),
            JobQuery(kinds: ["a"], queues: ["slow"]),
            JobQuery(queues: ["none"]), JobQuery(tags: ["four"]), JobQuery(tags: ["six", "four"]), JobQuery(tags: ["none", "four"]),
            JobQuery(states: [.pending, .completed], tags: ["four"]), JobQuery(kinds: ["a"], queues: ["default"], tags: ["four"]),
            JobQuery(states: [.failed], tags: ["four"]), JobQuery(states: [.running, .failed], tags: ["four"]),
            JobQuery(states: [.scheduled], kinds: ["a"], tags: ["six"]), JobQuery(states: [.failed], kinds: ["a"]),
            JobQuery(states: [.running], tags: ["four", "six"]), JobQuery(states: [.pending], tags: ["six"]),
            JobQuery(states: Set(JobState.allCases)), JobQuery(states: [.expired, .cancelled, .completed], queues: ["default"]),
        ]
        for query in queries {
            let expected = all.map(\.id).reversed().filter { id in
                guard let record = records.first(where: { $0.id == id }) else { return false }
                return query.states?.contains(record.state) ?? true && query.kinds?.contains(record.kind) ?? true
                    && query.queues?.contains(record.queue) ?? true && query.tags.allSatisfy(record.tags.contains)
            }
            for limit in [1, 7, 100] {
                var found: [JobID] = []
                var page = PageRequest(limit: limit)
                repeat {
                    let answer = try await store.jobs(matching: query, page: page)
                    found += answer.jobs.map(\.id)
                    page.after = answer.next
                } while page.after != nil
                #expect(found == Array(expected), "\(query), \(limit) a page")
            }
            // Where too many wait to be listed, jobs with a tag are looked at one by one.
            let unlisted = try await store.read("look") { session in
                var reader = RecordReader(session)
                let found = try JobSearch(session, query, below: .max, limit: 100, mostListed: 0).newest()
                return try found.compactMap { try reader.record($0)?.id }
            }
            #expect(unlisted == Array(expected), "\(query)")
        }
        let error = await #expect(throws: JobStoreError.self) {
            try await store.jobs(matching: JobQuery(), page: PageRequest(after: PageCursor(rawValue: "x")))
        }
        #expect(error?.code == .invalid)
        await store.close()
    }

    @Test func `Workers are listed until a day after they were seen, paused queues until they are resumed`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        for id in ["one", "two", "three"] {
            try await store.announce(WorkerInfo(id: id, queues: ["q", "r"], kinds: ["k"], concurrency: 4), leaving: false)
        }
        try await store.announce(WorkerInfo(id: "two", queues: [], kinds: [], concurrency: 0), leaving: true)
        try await store.setPaused(true, queue: "default")
        try await store.setPaused(true, queue: "default")
        _ = try await store.enqueue([draft()])
        #expect(try await store.claim(request()).jobs.isEmpty)
        var overview = try await store.overview()
        #expect(overview.pausedQueues == ["default"])
        #expect(overview.workers.map(\.id) == ["one", "three"])
        #expect(overview.workers.first?.queues == ["q", "r"])
        try await store.setPaused(false, queue: "default")
        #expect(try await store.claim(request()).jobs.count == 1)
        workspace.clock.advance(by: .seconds(86_401))
        overview = try await store.overview()
        #expect(overview.workers.isEmpty)
        #expect(overview.pausedQueues.isEmpty)
        await store.close()
    }
}

extension [JobID] {
    /// The order that `JobPriority.rank` gives.
    fileprivate func reorderedByRank(_ jobs: [ClaimedJob]) -> [JobID] {
        jobs.filter { contains($0.id) }.enumerated().sorted {
            ($0.element.priority.rank(dueAt: $0.element.dueAt), $0.element.dueAt, self.firstIndex(of: $0.element.id) ?? 0)
                < ($1.element.priority.rank(dueAt: $1.element.dueAt), $1.element.dueAt, self.firstIndex(of: $1.element.id) ?? 0)
        }.map(\.element.id)
    }
}
