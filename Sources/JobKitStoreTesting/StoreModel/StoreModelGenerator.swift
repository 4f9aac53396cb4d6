import Foundation
@_spi(Stores) import JobKit

/// Draws one step, an operation and its arguments, from the current knowledge.
///
/// A reference such as "one of the claims" is resolved against the current knowledge, and has a value of its own (an id, an unknown token)
/// where there is none; so every step is valid whatever earlier steps were left out.
struct StoreModelGenerator {
    private enum Choice {
        case enqueue, claim, settle, sweep, rawChange, repeatChanges, renew, stepResults, jobs, list, counts, overdue, prune, setPaused
        case announce, overview, signals, prepare, reopen, advance, setBack
    }

    private static let choices: [(weight: Int, choice: Choice)] = [
        (16, .enqueue), (18, .claim), (26, .settle), (6, .sweep), (6, .rawChange), (3, .repeatChanges), (5, .renew), (2, .stepResults),
        (3, .jobs), (6, .list), (1, .counts), (2, .overdue), (4, .prune), (4, .setPaused), (3, .announce), (1, .overview), (1, .signals),
        (1, .prepare), (2, .reopen), (13, .advance), (1, .setBack),
    ]

    /// Few jobs, started again and again.
    private static let deepChoices: [(weight: Int, choice: Choice)] = [
        (5, .enqueue), (24, .claim), (34, .settle), (10, .sweep), (3, .rawChange), (2, .repeatChanges), (4, .renew), (1, .list),
        (1, .prune),
        (2, .setPaused), (1, .reopen), (22, .advance),
    ]

    let number: Int
    /// Every other seed is about a few jobs that get far, and the others about many.
    let isDeep: Bool
    let simple: Set<StoreModelPlan.Simplification>
    let knowledge: StoreModelKnowledge
    var random: StoreModelRandom

    init(_ plan: StoreModelPlan, step number: Int, knowledge: StoreModelKnowledge) {
        self.number = number
        isDeep = plan.seed % 2 == 0
        self.simple = plan.simplifications
        self.knowledge = knowledge
        random = StoreModelRandom(seed: plan.seed, step: number)
    }

    mutating func step() -> StoreModelStep {
        switch meaningful(random.weighted(isDeep ? Self.deepChoices : Self.choices, otherwise: .claim)) {
        case .enqueue: .enqueue(drafts())
        case .claim: .claim(claimRequest())
        case .settle: .apply(some(upTo: 4) { $0.decidedChange() })
        case .sweep: .apply(sweepingChanges())
        case .rawChange: .apply(some(upTo: 3) { $0.rawChange() })
        case .repeatChanges: .apply(random.pick(knowledge.changes) ?? [rawChange()])
        case .renew: .renew(some(upTo: 3) { $0.heldClaim() }, lease())
        case .stepResults: .stepResults(id())
        case .jobs: .jobs(some(upTo: 5) { $0.id() })
        case .list: .list(query(), limit: random.pick([1, 2, 3, 50, 0, -7, .max]) ?? 1, after: cursor())
        case .counts: .counts
        case .overdue: .overdue(overdueRequest())
        case .prune: .prune(retention(), limit: random.pick([1, 2, 3, 1_000, 1_500, 0, -1]) ?? 1)
        case .setPaused: .setPaused(random.chance(isDeep ? 25 : 50), queue: name(of: .queue))
        case .announce: .announce(worker(), leaving: random.chance(30))
        case .overview: .overview
        case .signals: .signals
        case .prepare: .prepare
        case .reopen: .reopen
        case .advance: .advance(advance())
        case .setBack: .setBack(random.pick([.microseconds(1), .seconds(5), .seconds(3_600)]) ?? .zero)
        }
    }

    /// Another choice where the chosen one would have no object, nine times of ten.
    private mutating func meaningful(_ choice: Choice) -> Choice {
        let isExempt = random.chance(10)
        let instead = random.pick([Choice.settle, .advance, .advance, .enqueue]) ?? .enqueue
        if isExempt { return choice }
        let records = knowledge.records
        switch choice {
        case .settle where records.isEmpty, .rawChange where records.isEmpty: return .enqueue
        case .settle where isDeep && knowledge.running.isEmpty: return records.contains { $0.state == .pending } ? .claim : instead
        case .claim where isDeep && !records.contains { $0.state == .pending }: return knowledge.running.isEmpty ? instead : .settle
        case .sweep where !records.contains { $0.isOverdue(at: knowledge.now) }: return .advance
        default: return choice
        }
    }

    /// One to `most` of them; one only where batches are simple.
    mutating func some<Element>(upTo most: Int, _ draw: (inout StoreModelGenerator) -> Element) -> [Element] {
        let count = 1 + random.below(most)
        return (0..<(simple.contains(.batches) ? 1 : count)).map { _ in draw(&self) }
    }

    /// Mostly an id that was enqueued once.
    mutating func id() -> JobID {
        guard random.chance(92), let known = random.pick(knowledge.ids) else { return JobID(high: 404, low: 0) }
        return known
    }

    /// Mostly a token under which jobs were claimed once, whether or not it still holds any.
    mutating func token() -> ClaimToken {
        if random.chance(50), let open = random.pick(knowledge.running)?.claim { return open.lease.token }
        guard random.chance(90), let known = random.pick(knowledge.claims) else { return ClaimToken(high: 404, low: 0) }
        return known.token
    }

    private mutating func cursor() -> StoreModelStep.Cursor {
        if random.chance(5) { return .foreign }
        return random.chance(50) && knowledge.cursorCount > 0 ? .known(random.below(knowledge.cursorCount)) : .start
    }
}
