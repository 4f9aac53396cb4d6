/// A difference between a store and the reference, and the shortest run found that shows it.
public struct StoreModelFailure: Error, Sendable, Hashable {
    /// Repeats the same run with `StoreModelTest.replay`.
    public var plan: StoreModelPlan
    /// The steps, one line each, with the reference's answers.
    public var steps: [String]
    /// The first difference between the two stores, after the last step.
    public var difference: String

    /// A failure with these values; for runs.
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

/// The result of a run of the model test.
public struct StoreModelReport: Sendable {
    /// The name of the subject.
    public var store: String
    /// The number of seeds that were run.
    public var seeds: Int
    /// The number of steps that were played and compared, without those of shrinking.
    public var steps: Int
    /// Each shrunk; empty when the stores agreed.
    public var failures: [StoreModelFailure]
    /// The reason why nothing was run, if there is one.
    public var skipped: String?

    /// One line: `model test of SQLite: 200 seeds, 12000 steps, 0 failures`.
    public var summary: String {
        if let skipped { return "model test of \(store): skipped, because \(skipped)" }
        return "model test of \(store): \(seeds) seeds, \(steps) steps, \(failures.count) failures"
    }
}
