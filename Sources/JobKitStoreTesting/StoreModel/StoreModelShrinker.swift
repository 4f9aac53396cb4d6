/// Removes from a failing run all that the failure does not need: runs of steps, single steps, and then complicated values.
struct StoreModelShrinker {
    let subject: ConformanceSubject
    /// The most runs that shrinking may take; the plan found by then is good enough.
    var budget = 400

    /// The failure of the shortest plan found. Its difference may be another one: any that a shorter run shows is accepted.
    func shrink(_ failure: StoreModelFailure) async -> StoreModelFailure {
        var search = Search(subject: subject, best: failure, budget: budget)
        await search.dropSteps()
        for simplification in StoreModelPlan.Simplification.allCases {
            var plan = search.best.plan
            plan.simplifications.insert(simplification)
            await search.attempt(plan)
        }
        await search.dropSteps()
        return search.best
    }

    private struct Search {
        let subject: ConformanceSubject
        var best: StoreModelFailure
        var budget: Int

        /// Halves first, then ever shorter runs, until no single step can be removed.
        mutating func dropSteps() async {
            var length = max(1, best.plan.steps.count / 2)
            while budget > 0 {
                let found = await dropRuns(of: length)
                if !found, length == 1 { return }
                length = found ? min(length, max(1, best.plan.steps.count / 2)) : length / 2
            }
        }

        /// From the end, where steps that the failure does not need are least likely to be needed by others.
        private mutating func dropRuns(of length: Int) async -> Bool {
            var found = false
            // The last step is the one that shows the difference.
            var end = best.plan.steps.count - 1
            while end > 0, budget > 0 {
                var plan = best.plan
                plan.steps.removeSubrange(max(0, end - length)..<end)
                if await attempt(plan) { found = true }
                end = min(end - length, best.plan.steps.count - 1)
            }
            return found
        }

        @discardableResult
        mutating func attempt(_ plan: StoreModelPlan) async -> Bool {
            guard budget > 0 else { return false }
            budget -= 1
            guard let failure = await StoreModelRunner.run(plan, on: subject).failure else { return false }
            best = failure
            return true
        }
    }
}
