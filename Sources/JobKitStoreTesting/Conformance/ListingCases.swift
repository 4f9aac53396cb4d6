import Foundation

extension StoreConformance {
    static let listingCases: [ConformanceCase] = [
        ConformanceCase("Jobs are listed newest first by the order of their enqueueing", .listing) { context in
            for n in [3, 1, 4, 2] { try await context.enqueue(Fixture.draft(n, due: .after(.seconds(n)))) }
            try expect(try await context.listed(), [2, 4, 1, 3])
        },
        ConformanceCase("Jobs of one batch are listed in the reverse of its order", .listing) { context in
            _ = try await context.store.enqueue([3, 1, 4, 2].map { Fixture.draft($0) })
            try expect(try await context.listed(), [2, 4, 1, 3])
        },
        ConformanceCase("A list names jobs of the states, kinds and queues asked for", .listing) { context in
            try await context.enqueue(
                Fixture.draft(1, kind: "kind.b"), Fixture.draft(2, queue: "queue.b"), Fixture.draft(3, due: .after(.seconds(60))),
                Fixture.draft(4, kind: "kind.b", queue: "queue.b"))
            try expect(try await context.listed(JobQuery(kinds: ["kind.b"])), [4, 1])
            try expect(try await context.listed(JobQuery(queues: ["queue.b", "queue.x"])), [4, 2])
            try expect(try await context.listed(JobQuery(kinds: ["kind.b"], queues: ["queue.b"])), [4])
            try expect(try await context.listed(JobQuery(states: [.scheduled])), [3])
            try expect(try await context.listed(JobQuery(states: [.pending, .scheduled])), [4, 3, 2, 1])
            try expect(try await context.listed(JobQuery(states: [.pending], kinds: [Fixture.kind])), [2])
            try expect(try await context.listed(JobQuery(states: [.failed])), [])
        },
        ConformanceCase("Empty sets in a query do not restrict it", .listing) { context in
            try await context.enqueue(Fixture.draft(1))
            try expect(try await context.listed(JobQuery(states: [], kinds: [], queues: [], tags: [])), [1])
        },
        ConformanceCase("A page limit that was set beyond its bounds is clamped, and a foreign cursor is refused", .listing) { context in
            try await context.enqueue(Fixture.draft(1, tags: ["a"]), Fixture.draft(2, tags: ["a"]))
            for (limit, count) in [(0, 1), (-5, 1), (Int.max, 2)] {
                var page = PageRequest()
                page.limit = limit
                try expect(try await context.store.jobs(matching: JobQuery(), page: page).jobs.count, count)
            }
            for text in ["", "x", "-9223372036854775808", "99999999999999999999"] {
                do {
                    let page = PageRequest(after: PageCursor(rawValue: text))
                    let found = try await context.store.jobs(matching: JobQuery(tags: ["a"]), page: page)
                    try expectTrue(found.jobs.count <= 2, "no more than there are")
                } catch let error as JobStoreError {
                    try expect(error.code, .invalid)
                }
            }
        },
        ConformanceCase("Jobs of every state are found by it", .listing) { context in
            try await context.everyState()
            for (offset, state) in JobState.allCases.enumerated() {
                try expect(try await context.listed(JobQuery(states: [state])), [offset + 1], "\(state)")
            }
            try expect(try await context.listed(JobQuery(states: Set(JobState.allCases))), [7, 6, 5, 4, 3, 2, 1])
        },
        ConformanceCase("A query by tags finds the jobs that carry all of them, newest first", .listing) { context in
            try await context.enqueue(Fixture.draft(1, tags: ["a", "b"]), Fixture.draft(2, tags: ["b"]))
            try await context.enqueue(Fixture.draft(3, tags: ["c", "b", "a"]), Fixture.draft(4, tags: []), Fixture.draft(5, tags: ["ab"]))
            try expect(try await context.listed(JobQuery(tags: ["a"])), [3, 1])
            try expect(try await context.listed(JobQuery(tags: ["b", "a"])), [3, 1])
            try expect(try await context.listed(JobQuery(tags: ["b"])), [3, 2, 1])
            try expect(try await context.listed(JobQuery(tags: ["a", "x"])), [])
            try expect(try await context.listed(JobQuery(tags: ["A"])), [])
            try expect(try await context.listed(JobQuery(tags: ["a", "a"])), [3, 1])
            try expect(try await context.listed(JobQuery(kinds: ["kind.x"], tags: ["a"])), [])
        },
        ConformanceCase("Tags are shown sorted and without repetition", .listing) { context in
            try await context.enqueue(Fixture.draft(1, tags: ["z", "a", "m", "a"]))
            try expect(try await context.job(Fixture.id(1)).tags, ["a", "m", "z"])
        },
        paging("Pages of one job show every job once", size: 1, count: 12),
        paging("Pages of five jobs show every job once", size: 5, count: 12),
        paging("A page that ends with the last job has no next one", size: 6, count: 12),
        paging("Pages of a thousand jobs show every job once", size: 1_000, count: 1_203),
        ConformanceCase("Jobs enqueued while one pages do not shift later pages", .listing) { context in
            _ = try await context.store.enqueue((1...6).map { Fixture.draft($0) })
            let first = try await context.store.jobs(matching: JobQuery(), page: PageRequest(limit: 3))
            _ = try await context.store.enqueue((7...12).map { Fixture.draft($0) })
            let second = try await context.store.jobs(matching: JobQuery(), page: PageRequest(limit: 3, after: first.next))
            try expect(first.jobs.map(\.id) + second.jobs.map(\.id), [6, 5, 4, 3, 2, 1].map(Fixture.id))
        },
        ConformanceCase("Jobs pruned while one pages do not disturb later pages", .listing, time: .manual) { context in
            for n in 1...6 { try await context.finish(Fixture.draft(n), .completed, token: n) }
            let first = try await context.store.jobs(matching: JobQuery(), page: PageRequest(limit: 2))
            try await context.enqueue(Fixture.draft(7))
            context.clock.advance(by: .seconds(10))
            try expect(
                try await context.store.prune(Retention(completed: .zero, failed: nil, cancelled: nil, expired: nil), limit: 100), 6)
            let second = try await context.store.jobs(matching: JobQuery(), page: PageRequest(limit: 2, after: first.next))
            try expect(second.jobs, [])
            try expect(second.next, nil)
        },
        ConformanceCase("Pages keep to their query", .listing) { context in
            _ = try await context.store.enqueue((1...20).map { Fixture.draft($0, kind: $0 % 3 == 0 ? "kind.b" : "kind.a") })
            try expect(try await context.listed(JobQuery(kinds: ["kind.b"]), size: 2), [18, 15, 12, 9, 6, 3])
        },
        ConformanceCase("A page cursor that the store did not make is refused", .listing) { context in
            try await context.enqueue(Fixture.draft(1))
            for text in ["", "nonsense", "1; DROP TABLE jobs", "🙂"] {
                try await expectStoreError(.invalid, "cursor \"\(text)\"") {
                    _ = try await context.store.jobs(matching: JobQuery(), page: PageRequest(after: PageCursor(rawValue: text)))
                }
            }
        },
        ConformanceCase("Counts are by queue, kind and state, without empty ones", .listing) { context in
            try await context.everyState()
            try await context.enqueue(Fixture.draft(21, queue: "queue.z", due: .after(.seconds(60))))
            try await context.enqueue(Fixture.draft(22, queue: "queue.z", due: .after(.seconds(60))))
            var expected = JobState.allCases.enumerated().map { offset, state in
                JobCount(queue: Fixture.queue, kind: "kind.\(offset + 1)", state: state, count: 1)
            }
            expected.append(JobCount(queue: "queue.z", kind: Fixture.kind, state: .scheduled, count: 2))
            let counts = try await context.store.counts()
            try expect(counts.count, 8)
            try expect(Set(counts), Set(expected))
        },
        ConformanceCase("A finished job that waits again, or is pruned, counts as finished no more", .listing, time: .manual) { context in
            for (n, state) in [(1, JobState.failed), (2, .failed), (3, .completed), (4, .cancelled), (5, .expired)] {
                try await context.finish(Fixture.draft(n), state, token: n)
            }
            let record = try await context.job(Fixture.id(1))
            try expect(try await context.change(record.id, .retry, expecting: .finished(.failed)), .applied)
            let group = { JobCount(queue: Fixture.queue, kind: Fixture.kind, state: $0, count: $1) }
            try expect(
                Set(try await context.store.counts()),
                [group(.pending, 1), group(.failed, 1), group(.completed, 1), group(.cancelled, 1), group(.expired, 1)])
            context.clock.advance(by: .seconds(10))
            let retention = Retention(completed: .zero, failed: .zero, cancelled: nil, expired: .zero)
            try expect(try await context.store.prune(retention, limit: 10), 3)
            try expect(Set(try await context.store.counts()), [group(.pending, 1), group(.cancelled, 1)])
        },
        ConformanceCase("States, kinds, queues and tags narrow a list together, page by page", .listing) { context in
            let states: [JobState] = [.completed, .failed, .cancelled, .expired, .pending, .scheduled]
            // Waiting ones come last, so that none is claimed for another.
            let order = (1...36).filter { $0 % 6 < 4 } + (1...36).filter { $0 % 6 >= 4 }
            for n in order {
                let draft = Fixture.draft(
                    n, kind: n % 2 == 0 ? "kind.b" : Fixture.kind, queue: n % 3 == 0 ? "queue.b" : Fixture.queue,
                    due: n % 6 == 5 ? .after(.seconds(600)) : .now,
                    tags: (n % 2 == 0 ? ["even"] : []) + (n % 5 < 3 ? ["low"] : []) + (n == 7 ? ["seven"] : []))
                if states[n % 6].isFinished {
                    try await context.finish(draft, states[n % 6], token: n)
                } else {
                    try await context.enqueue(draft)
                }
            }
            let records = try await context.store.jobs((1...36).map(Fixture.id))
            let sets: [Set<JobState>?] = [
                nil, [.failed], [.completed], [.pending], [.failed, .scheduled], [.completed, .cancelled], [.running],
            ]
            for states in sets {
                for kinds in [nil, [Fixture.kind], ["kind.b", "kind.x"]] as [Set<String>?] {
                    for queues in [nil, ["queue.b"]] as [Set<String>?] {
                        for tags in [[], ["low"], ["low", "even"], ["seven"], ["none", "low"]] {
                            let query = JobQuery(states: states, kinds: kinds, queues: queues, tags: tags)
                            let matching = Set(records.filter(query.matches).map { $0.version - 20 })
                            try expect(try await context.listed(query, size: 4), order.reversed().filter(matching.contains), "\(query)")
                        }
                    }
                }
            }
        },
        ConformanceCase("A scheduled job counts as pending once it is due", .listing, time: .manual) { context in
            try await context.enqueue(Fixture.draft(1, due: .after(.seconds(5))))
            context.clock.advance(by: .seconds(5))
            try expect(try await context.store.counts().map(\.state), [.pending])
            try expect(try await context.listed(JobQuery(states: [.scheduled])), [])
            try expect(try await context.listed(JobQuery(states: [.pending])), [1])
        },
    ]

    private static func paging(_ name: String, size: Int, count: Int) -> ConformanceCase {
        ConformanceCase(name, .listing) { context in
            _ = try await context.store.enqueue((1...count).map { Fixture.draft($0) })
            try expect(try await context.listed(size: size), (1...count).reversed())
        }
    }
}

extension ConformanceContext {
    /// The numbers of the fixtures that match, read in pages of that size.
    func listed(_ query: JobQuery = JobQuery(), size: Int = 50) async throws -> [Int] {
        var numbers: [Int] = []
        var page = PageRequest(limit: size)
        repeat {
            let part = try await store.jobs(matching: query, page: page)
            try expectTrue(part.jobs.count <= size, "no more than the page holds")
            try expectTrue(part.next == nil || part.jobs.count == size, "only the last page is short")
            try expectTrue(part.next == nil || part.next != page.after, "a page leads on to another")
            numbers += part.jobs.map { $0.version - 20 }
            try expectTrue(numbers.count <= 20_000, "the pages come to an end")
            page.after = part.next
        } while page.after != nil
        return numbers
    }

    /// One job in each state, numbered from 1 in the order of `JobState.allCases`, each of the kind `kind.<number>`.
    func everyState() async throws {
        for (offset, state) in JobState.allCases.enumerated() {
            let n = offset + 1
            let draft = Fixture.draft(n, kind: "kind.\(n)", due: state == .scheduled ? .after(.seconds(60)) : .now)
            switch state {
            case .scheduled, .pending: try await enqueue(draft)
            case .running: _ = try await run(draft, token: 100 + n)
            case .completed, .failed, .cancelled, .expired: try await finish(draft, state, token: 100 + n)
            }
        }
    }
}
