/// Long random sequences of every operation, run on `InMemoryJobStore` and on the store under test at once, on one clock, and compared
/// after every step.
///
/// The conformance cases define a store's behaviour in situations that their authors thought of; this test finds the others. A run is a
/// seed and a list of step numbers, so a difference is shrunk by leaving steps out, and the first line of a failure repeats it:
///
///     let report = await StoreModelTest.run(seeds: 1...200, on: subject)
///     // seed 42, steps 3,17,18
///     let again = try await StoreModelTest.replay("seed 42, steps 3,17,18", on: subject)
public enum StoreModelTest {
    /// Runs a sequence of `steps` steps for each seed; stops at `maxFailures` seeds that fail, each shrunk.
    ///
    /// The subject must use the given environment's time: with a clock of its own nothing is run, and the report says so.
    public static func run(
        seeds: some Sequence<UInt64>, steps: Int = 60, on subject: ConformanceSubject, maxFailures: Int = 1
    ) async -> StoreModelReport {
        var report = StoreModelReport(store: subject.name, seeds: 0, steps: 0, failures: [])
        if case .own(let reason) = subject.clock {
            report.skipped = reason
            return report
        }
        for seed in seeds {
            let plan = StoreModelPlan(seed: seed, count: steps)
            let outcome = await StoreModelRunner.run(plan, on: subject)
            report.seeds += 1
            report.steps += outcome.made
            guard let failure = outcome.failure else { continue }
            report.failures.append(await StoreModelShrinker(subject: subject).shrink(failure))
            if report.failures.count >= maxFailures { break }
        }
        return report
    }

    /// Plays exactly these steps; `nil` when the stores agree.
    public static func replay(_ plan: StoreModelPlan, on subject: ConformanceSubject) async -> StoreModelFailure? {
        await StoreModelRunner.run(plan, on: subject).failure
    }

    /// Plays exactly the steps of a line that a failure printed; `nil` when the stores agree.
    ///
    /// - Throws: `ConformanceFailure` for a line that is not a plan.
    public static func replay(_ line: String, on subject: ConformanceSubject) async throws -> StoreModelFailure? {
        await replay(try unwrap(StoreModelPlan(line), "plan in \"\(line)\""), on: subject)
    }
}
