import Foundation

/// A store's answer to a step, without the parts that `JobStore` leaves open.
enum StoreModelAnswer: Sendable, Equatable {
    case done
    case thrown(String)
    case enqueued([EnqueueResult])
    case claimed(Claim)
    case applied([ApplyResult])
    /// The places to cancel are sorted: stores give them in any order.
    case renewed([RenewResult])
    case steps([String: Data])
    /// By id: stores give them in any order.
    case records([JobRecord])
    /// By id: stores give them in any order.
    case overdue(Overdue)
    /// Of the cursor only whether there is one.
    case page([JobRecord], hasNext: Bool)
    case counts([JobCount])
    /// How many jobs each call removed, the last none.
    case pruned([Int])
    case overview(StoreOverview)

    static func records(inAnyOrder records: [JobRecord]) -> StoreModelAnswer {
        .records(records.sorted { $0.id < $1.id })
    }

    /// The records of some jobs, followed by their statuses.
    static func records(byIDs records: [JobRecord], statuses: [JobRecord]) -> StoreModelAnswer {
        .records([records, statuses].flatMap { $0.sorted { $0.id < $1.id } })
    }

    static func overdue(inAnyOrder overdue: Overdue) -> StoreModelAnswer {
        var overdue = overdue
        overdue.lapsed.sort { $0.id < $1.id }
        overdue.expired.sort { $0.id < $1.id }
        return .overdue(overdue)
    }

    static func counts(inAnyOrder counts: [JobCount]) -> StoreModelAnswer {
        .counts(counts.sorted { ($0.queue, $0.kind, $0.state.rawValue, $0.count) < ($1.queue, $1.kind, $1.state.rawValue, $1.count) })
    }

    static func renewed(placesInAnyOrder results: [RenewResult]) -> StoreModelAnswer {
        .renewed(
            results.map { result in
                guard case .renewed(let until, let open, let places) = result else { return result }
                return .renewed(until: until, open: open.sorted(), cancelRequested: places.sorted())
            })
    }
}

/// A store, and the page cursors that it returned.
struct StoreModelPlayer {
    var store: any JobStore
    var cursors: [PageCursor] = []

    /// Plays a step that calls a store; the runner handles steps that move time or reopen a store.
    mutating func play(_ step: StoreModelStep) async -> StoreModelAnswer {
        do {
            return try await answer(to: step)
        } catch let error as JobStoreError {
            return .thrown(error.code.rawValue)
        } catch {
            return .thrown(String(reflecting: error))
        }
    }

    private mutating func answer(to step: StoreModelStep) async throws -> StoreModelAnswer {
        switch step {
        case .enqueue(let drafts): return .enqueued(try await store.enqueue(drafts))
        case .claim(let request): return .claimed(try await claim(request))
        case .apply(let changes): return .applied(try await store.apply(changes))
        case .renew(let claims, let duration): return .renewed(placesInAnyOrder: try await store.renew(claims, for: duration))
        case .stepResults(let id): return .steps(try await store.stepResults(of: id))
        case .jobs(let ids):
            return .records(byIDs: try await store.jobs(ids), statuses: try await store.jobs(JobsRequest(ids, detail: .status)))
        case .list(let query, let limit, let after): return try await list(query, limit, after)
        case .counts: return .counts(inAnyOrder: try await store.counts())
        case .overdue(let request): return .overdue(inAnyOrder: try await store.overdue(request))
        case .prune(let retention, let limit): return .pruned(try await prune(retention, limit))
        case .setPaused(let paused, let queue): try await store.setPaused(paused, queue: queue)
        case .announce(let worker, let leaving): try await store.announce(worker, leaving: leaving)
        case .overview: return .overview(try await store.overview())
        case .signals: _ = store.signals()
        case .prepare: try await store.prepare()
        case .reopen, .advance, .setBack: break
        }
        return .done
    }

    /// A store may read any number of jobs beyond a full claim's last job, so whether it saw passed deadlines there is not compared.
    private func claim(_ request: ClaimRequest) async throws -> Claim {
        var claim = try await store.claim(request)
        if claim.jobs.count >= max(1, request.limit) { claim.sawPassedDeadlines = false }
        return claim
    }

    private mutating func list(_ query: JobQuery, _ limit: Int, _ after: StoreModelStep.Cursor) async throws -> StoreModelAnswer {
        var request = PageRequest()
        // Past the initializer's bounds.
        request.limit = limit
        switch after {
        case .start: break
        case .known(let index): request.after = cursors.indices.contains(index) ? cursors[index] : nil
        case .foreign: request.after = PageCursor(rawValue: "no cursor of any store")
        }
        let page = try await store.jobs(matching: query, page: request)
        if let next = page.next { cursors.append(next) }
        return .page(page.jobs, hasNext: page.next != nil)
    }

    private func prune(_ retention: Retention, _ limit: Int) async throws -> [Int] {
        var counts: [Int] = []
        // A store that never finishes is detected because the reference has finished.
        while counts.last != 0, counts.count < 2_000 { counts.append(try await store.prune(retention, limit: limit)) }
        return counts
    }
}
