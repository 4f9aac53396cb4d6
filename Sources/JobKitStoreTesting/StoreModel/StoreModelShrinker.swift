/// Leaves out of a failing run what it fails without: runs of steps, single steps, and then whatever makes the values hard to read.
struct StoreModelShrinker {
    let subject: ConformanceSubject
    /// How many runs it may cost; what is left then is good enough.
    var budget = 400

    /// The failure of the shortest plan found. It need not be the same difference: any that a shorter run shows will do.
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

        /// Halves first, then ever smaller runs, until no single step can go.
        mutating func dropSteps() async {
            var length = max(1, best.plan.steps.count / 2)
            while budget > 0 {
                let found = await dropRuns(of: length)
                if !found, length == 1 { return }
                length = found ? min(length, max(1, best.plan.steps.count / 2)) : length / 2
            }
        }

        /// From the end, where what a failure does not need is likeliest to stand on nothing else's shoulders.
        private mutating func dropRuns(of length: Int) async -> Bool {
            var found = false
            // The last step is where the difference shows.
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
