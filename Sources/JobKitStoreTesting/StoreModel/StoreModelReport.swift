/// Where a store did otherwise than the reference, and the shortest way found to see it.
public struct StoreModelFailure: Error, Sendable, Hashable {
    /// Makes the same run again: `StoreModelTest.replay`.
    public var plan: StoreModelPlan
    /// What was done, one line a step, with the reference's answers.
    public var steps: [String]
    /// The first thing in which the two stores differ, after the last step.
    public var difference: String

    /// A failure with these values; runs make them.
    public init(plan: StoreModelPlan, steps: [String], difference: String) {
        self.plan = plan
        self.steps = steps
        self.difference = difference
    }
}

extension StoreModelFailure: CustomStringConvertible {
    /// The line that replays it, the steps below, and the difference.
    public var description: String {
        ([plan.description] + steps.map { "    " + $0 } + [difference]).joined(separator: "\n")
    }
}

/// What became of a run of the model test.
public struct StoreModelReport: Sendable {
    /// The name of the subject.
    public var store: String
    /// How many seeds were run.
    public var seeds: Int
    /// How many steps were made and compared, those of shrinking left out.
    public var steps: Int
    /// Each shrunk; empty when the stores agreed.
    public var failures: [StoreModelFailure]
    /// Why nothing was run, if so.
    public var skipped: String?

    /// One line: `model test of SQLite: 200 seeds, 12000 steps, 0 failures`.
    public var summary: String {
        if let skipped { return "model test of \(store): skipped, because \(skipped)" }
        return "model test of \(store): \(seeds) seeds, \(steps) steps, \(failures.count) failures"
    }
}
