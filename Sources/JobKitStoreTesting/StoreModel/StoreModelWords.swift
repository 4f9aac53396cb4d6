import Foundation

// Steps and answers in a readable form: times in seconds from the start, ids and tokens by the step that made them.

extension JobID {
    /// The number of the step that made the id, and which of its ids it is.
    var short: String { "#\(low >> 8 & 0xFFFF_FFFF).\(low & 0xFF)" }
}

extension StoreModelStep {
    var words: String {
        switch self {
        case .enqueue(let drafts): "enqueue " + drafts.map(\.words).joined(separator: ", ")
        case .claim(let request):
            "claim \(request.limit) as \(request.token.words) by \(request.worker) from \(request.queues) of \(request.kinds) for \(request.lease)"
        case .apply(let changes): "apply " + changes.map(\.words).joined(separator: ", ")
        case .renew(let claims, let duration):
            "renew \(claims.map { "\($0.token.words) \($0.places)" }.joined(separator: " ")) for \(duration)"
        case .stepResults(let id): "read the step results of \(id.short)"
        case .jobs(let ids): "read \(ids.map(\.short).joined(separator: " "))"
        case .list(let query, let limit, let after):
            "list \(limit) of states \(query.states?.map(\.rawValue).sorted().words ?? anything), kinds \(query.kinds?.sorted().words ?? anything), queues \(query.queues?.sorted().words ?? anything), tags \(query.tags) from \(after)"
        case .counts: "count"
        case .overdue(let request):
            "look for \(request.lapsed) lapsed and \(request.expired) expired without \(request.excluding.map(\.short).sorted())"
        case .prune(let keep, let limit):
            "prune by \(limit): completed \(keep.completed.words), failed \(keep.failed.words), cancelled \(keep.cancelled.words), "
                + "expired \(keep.expired.words)"
        case .setPaused(let paused, let queue): (paused ? "pause " : "resume ") + queue.debugDescription
        case .announce(let worker, let leaving): leaving ? "\(worker.id) leaves" : "\(worker.id) announces itself"
        case .overview: "read the overview"
        case .signals: "subscribe to signals and let go"
        case .prepare: "prepare again"
        case .reopen: "close and open again"
        case .advance(let duration): "advance the clock by \(duration)"
        case .setBack(let duration): "set the clock back by \(duration)"
        }
    }
}

extension StoreModelAnswer {
    var words: String {
        switch self {
        case .done: "done"
        case .thrown(let code): "throws \(code)"
        case .enqueued(let results):
            results.map { result in
                switch result {
                case .enqueued: "enqueued"
                case .duplicate: "duplicate"
                }
            }.joined(separator: " ")
        case .claimed(let claim): "[\(claim.jobs.map(\.id.short).joined(separator: " "))] until \(claim.until)"
        case .applied(let results): results.map { "\($0)" }.joined(separator: " ")
        case .renewed(let results):
            results.map { result in
                switch result {
                case .renewed(let until, let open, let places): "\(open) until \(until)\(places.isEmpty ? "" : ", cancel \(places)")"
                case .lost: "lost"
                }
            }.joined(separator: "; ")
        case .steps(let steps): "\(steps.keys.sorted())"
        case .records(let records), .page(let records, _): "[\(records.map { "\($0.id.short) \($0.state)" }.joined(separator: ", "))]"
        case .overdue(let overdue):
            "lapsed [\(overdue.lapsed.map { "\($0.id.short) of \($0.status.lostTogether)" }.joined(separator: ", "))], "
                + "expired [\(overdue.expired.map(\.id.short).joined(separator: ", "))]"
        case .counts(let counts): counts.map { "\($0.queue)/\($0.kind) \($0.state) \($0.count)" }.joined(separator: ", ")
        case .pruned(let counts): "\(counts.reduce(0, +)) removed"
        case .overview(let overview): "paused \(overview.pausedQueues.sorted()), workers \(overview.workers.map(\.id))"
        }
    }
}

extension ClaimToken {
    /// The number of the step that made the token.
    fileprivate var words: String { "token \(low)" }
}

extension JobDraft {
    fileprivate var words: String {
        "\(id.short) \(kind.debugDescription) in \(queue.debugDescription), \(priority), due \(due), deadline \(deadline.words), "
            + "attempts \(maxAttempts), tags \(tags)"
    }
}

extension JobChange {
    fileprivate var words: String {
        let expectation =
            switch expecting {
            case .waiting: "waits"
            case .finished(let state): "ended \(state)"
            case .leased(let lease, let knows): "held by \(lease.token.words) place \(lease.place)\(knows ? ", cancel known" : "")"
            case .lapsed(let lease, let until): "lapsed of \(lease.token.words) place \(lease.place) at \(until.microseconds)"
            }
        return "\(id.short) (\(expectation)): \(effect)\(failure == nil ? "" : ", with a failure")"
    }
}

private let anything = "any"

extension Optional {
    fileprivate var words: String { map { "\($0)" } ?? "–" }
}

extension [String] {
    fileprivate var words: String { "\(self)" }
}
