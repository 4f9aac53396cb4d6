import Foundation

/// The complete visible state of a store, for comparing.
struct StoreModelSnapshot: Sendable {
    /// Newest first.
    var records: [JobRecord] = []
    var counts: StoreModelAnswer
    var overdue: StoreModelAnswer
    var overview: StoreModelAnswer
    var steps: [JobID: [String: Data]] = [:]

    /// - Parameter stepsOf: the jobs whose step results to read; they are read one job at a time, which is slow.
    init(of store: any JobStore, stepsOf ids: [JobID]) async throws {
        var page = PageRequest(limit: 1_000)
        repeat {
            let part = try await store.jobs(matching: JobQuery(), page: page)
            records += part.jobs
            page.after = part.next
        } while page.after != nil && records.count < 100_000
        counts = .counts(inAnyOrder: try await store.counts())
        overdue = .overdue(inAnyOrder: try await store.overdue(OverdueRequest(limit: .max)))
        overview = .overview(try await store.overview())
        for id in ids { steps[id] = try await store.stepResults(of: id) }
    }

    /// `nil` when the two are equal.
    func difference(from reference: StoreModelSnapshot) -> String? {
        if let text = StoreModelDifference.of(records, reference.records, "the list of all jobs") { return text }
        if counts != reference.counts { return StoreModelDifference.of(counts, reference.counts, "the counts") }
        if overdue != reference.overdue { return StoreModelDifference.of(overdue, reference.overdue, "the overdue jobs") }
        if overview != reference.overview { return StoreModelDifference.of(overview, reference.overview, "the overview") }
        for (id, expected) in reference.steps.sorted(by: { $0.key < $1.key }) where steps[id] != expected {
            return StoreModelDifference.of(.steps(steps[id] ?? [:]), .steps(expected), "the step results of \(id.short)")
        }
        return nil
    }
}

/// Texts for differences.
enum StoreModelDifference {
    static func text<Value>(_ what: String, _ actual: Value, _ expected: Value) -> String {
        "\(what): got \(actual), the reference has \(expected)"
    }

    /// `nil` for equal answers; otherwise the first job and field that differ, or the answers themselves.
    static func of(_ actual: StoreModelAnswer, _ expected: StoreModelAnswer, _ what: String) -> String? {
        guard actual != expected else { return nil }
        switch (actual, expected) {
        case (.records(let actual), .records(let expected)): return of(actual, expected, what)
        case (.page(let jobs, let hasNext), .page(let others, let othersNext)):
            return of(jobs, others, what) ?? text("\(what), another page", hasNext, othersNext)
        case (.claimed(let claim), .claimed(let other)):
            if claim.jobs.map(\.id) != other.jobs.map(\.id) { return text("\(what), its jobs", ids(claim.jobs), ids(other.jobs)) }
            if let differing = zip(claim.jobs, other.jobs).first(where: { $0 != $1 }) {
                return fields("\(what), job \(differing.0.id.short)", differing.0, differing.1)
            }
            return fields(what, claim, other)
        // Sets have no order of their own, and a failure must read the same each time.
        case (.overview(let one), .overview(let other)) where one.pausedQueues != other.pausedQueues:
            return text("\(what), the paused queues", one.pausedQueues.sorted(), other.pausedQueues.sorted())
        case (.overview(let one), .overview(let other)):
            return one.now == other.now
                ? fields("\(what), the workers", one.workers, other.workers) : text("\(what), its time", one.now.exact, other.now.exact)
        case (.steps(let steps), .steps(let others)): return self.steps(steps, others, what)
        default: return text(what, actual.words, expected.words)
        }
    }

    static func of(_ actual: [JobRecord], _ expected: [JobRecord], _ what: String) -> String? {
        guard actual != expected else { return nil }
        if actual.map(\.id) != expected.map(\.id) { return text("\(what), by id", ids(actual), ids(expected)) }
        guard let differing = zip(actual, expected).first(where: { $0 != $1 }) else { return nil }
        return fields("\(what), job \(differing.0.id.short)", differing.0, differing.1)
    }

    private static func steps(_ steps: [String: Data], _ others: [String: Data], _ what: String) -> String {
        let texts = [steps, others].map { $0.sorted { $0.key < $1.key }.map { "\($0.key): \(Array($0.value))" } }
        return text(what, texts[0], texts[1])
    }

    private static func ids(_ jobs: [some Identified]) -> String { "[" + jobs.map(\.id.short).joined(separator: " ") + "]" }

    /// The first place in which the two differ.
    private static func fields<Value>(_ what: String, _ actual: Value, _ expected: Value) -> String {
        guard let place = FirstDifference(actual, expected) else { return text(what, actual, expected) }
        let part = place.path.hasPrefix(".") ? String(place.path.dropFirst()) : place.path
        return text(part.isEmpty ? what : "\(what), \(part)", place.actual, place.expected)
    }
}

private protocol Identified { var id: JobID { get } }
extension JobRecord: Identified {}
extension ClaimedJob: Identified {}
