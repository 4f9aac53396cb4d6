import Foundation

/// Plays the steps of a plan on the reference and on a store of the subject, and compares after each.
struct StoreModelRunner {
    struct Outcome {
        /// The number of steps that were played.
        var made = 0
        var failure: StoreModelFailure?
    }

    private let plan: StoreModelPlan
    private let clock: ManualClock
    private let subject: ConformanceSubject
    private let instance: ConformanceSubject.Instance
    private var reference: StoreModelPlayer
    private var tested: StoreModelPlayer
    private var knowledge: StoreModelKnowledge
    private var log: [String] = []

    static func run(_ plan: StoreModelPlan, on subject: ConformanceSubject) async -> Outcome {
        let clock = ManualClock()
        do {
            let instance = try await subject.make(clock.environment)
            var runner = StoreModelRunner(plan, clock, subject, instance)
            var outcome = await runner.run()
            await runner.tested.store.close()
            if outcome.failure == nil { outcome.failure = await runner.checkClosed() }
            do { try await instance.tearDown() } catch {
                outcome.failure = outcome.failure ?? runner.failure("the store could not be torn down: \(error)")
            }
            return outcome
        } catch {
            return Outcome(failure: StoreModelFailure(plan: plan, steps: [], difference: "the store could not be made: \(error)"))
        }
    }

    private init(
        _ plan: StoreModelPlan, _ clock: ManualClock, _ subject: ConformanceSubject, _ instance: ConformanceSubject.Instance
    ) {
        self.subject = subject
        self.plan = plan
        self.clock = clock
        self.instance = instance
        reference = StoreModelPlayer(store: InMemoryJobStore(environment: clock.environment))
        tested = StoreModelPlayer(store: instance.store)
        knowledge = StoreModelKnowledge(now: clock.now)
    }

    private mutating func run() async -> Outcome {
        var outcome = Outcome()
        do {
            try await tested.store.prepare()
            for (index, number) in plan.steps.enumerated() {
                outcome.made += 1
                if let difference = try await make(number, isLast: index == plan.steps.count - 1) {
                    // Later steps were never played.
                    let made = StoreModelPlan(
                        seed: plan.seed, steps: Array(plan.steps[...index]), simplifications: plan.simplifications)
                    outcome.failure = StoreModelFailure(plan: made, steps: log, difference: difference)
                    return outcome
                }
            }
        } catch {
            outcome.failure = failure("the store threw \(error)")
        }
        return outcome
    }

    private mutating func make(_ number: Int, isLast: Bool) async throws -> String? {
        knowledge.now = try await reference.store.overview().now
        var generator = StoreModelGenerator(plan, step: number, knowledge: knowledge)
        let step = generator.step()
        try await moveTimeOrReopen(step)
        // A store may keep its own time where the clock was set by a small amount.
        knowledge.now = try await reference.store.overview().now
        let expected = await reference.play(step)
        let actual = await tested.play(step)
        log.append("\(number): \(step.words) → \(expected.words)")
        if let difference = compare(step, actual, expected) { return difference }
        knowledge.learn(step, expected)
        knowledge.cursorCount = min(reference.cursors.count, tested.cursors.count)

        let ids = isLast ? knowledge.ids : step.jobsWithSteps
        let after = try await StoreModelSnapshot(of: reference.store, stepsOf: ids)
        knowledge.replaceRecords(after.records)
        return try await StoreModelSnapshot(of: tested.store, stepsOf: ids).difference(from: after)
    }

    private mutating func moveTimeOrReopen(_ step: StoreModelStep) async throws {
        switch step {
        case .advance(let duration): clock.advance(by: duration)
        case .setBack(let duration) where subject.hasSteadyClock: clock.setWallClock(clock.now.advanced(by: .zero - duration))
        case .reopen:
            guard let reopen = instance.reopen else { return }
            await tested.store.close()
            tested.store = try await reopen()
            try await tested.store.prepare()
        case .setBack, .enqueue, .claim, .apply, .renew, .stepResults, .jobs, .list, .counts, .overdue, .prune, .setPaused, .announce,
            .overview,
            .signals, .prepare:
            break
        }
    }

    /// A limit may leave out any of the overdue jobs.
    private func compare(_ step: StoreModelStep, _ actual: StoreModelAnswer, _ expected: StoreModelAnswer) -> String? {
        if case .overdue(let request) = step, case .overdue(let found) = actual, case .overdue(let other) = expected,
            (found.now, found.lapsed.count, found.expired.count) == (other.now, other.lapsed.count, other.expired.count),
            Set(found.lapsed).isSubset(of: knowledge.lapsed(request)), Set(found.expired).isSubset(of: knowledge.expired(request)),
            Set(found.lapsed.map(\.id)).count == found.lapsed.count, Set(found.expired.map(\.id)).count == found.expired.count
        {
            return nil
        }
        return StoreModelDifference.of(actual, expected, "the answer")
    }

    private mutating func checkClosed() async -> StoreModelFailure? {
        let answer = await tested.play(.counts)
        guard answer != .thrown(JobStoreError.Code.closed.rawValue) else { return nil }
        return failure("a verb of the closed store: got \(answer), expected that it throws closed")
    }

    private func failure(_ difference: String) -> StoreModelFailure {
        StoreModelFailure(plan: plan, steps: log, difference: difference)
    }
}

extension JobRecord {
    /// Whether the job is one for a sweep.
    func isOverdue(at now: Timestamp) -> Bool {
        if let claim { return claim.until <= now }
        guard state.isWaiting, let deadline else { return false }
        return deadline <= now
    }
}

extension StoreModelKnowledge {
    /// All possible answers to such a request, without its limit.
    fileprivate func lapsed(_ request: OverdueRequest) -> Set<LapsedJob> {
        let held = Dictionary(grouping: records.compactMap(\.claim), by: \.worker)
        let overdue = records.filter { $0.isOverdue(at: now) && !request.excluding.contains($0.id) }
        return Set(overdue.compactMap { job in job.claim.flatMap { LapsedJob(job, lostTogether: held[$0.worker]?.count ?? 1) } })
    }

    fileprivate func expired(_ request: OverdueRequest) -> Set<ExpiredJob> {
        let overdue = records.filter { $0.claim == nil && $0.isOverdue(at: now) && !request.excluding.contains($0.id) }
        return Set(overdue.map { ExpiredJob($0) })
    }
}

extension StoreModelStep {
    /// The jobs whose step results the step may have changed; those of a prune are compared at the end.
    fileprivate var jobsWithSteps: [JobID] {
        guard case .apply(let changes) = self else { return [] }
        return changes.map(\.id)
    }
}
