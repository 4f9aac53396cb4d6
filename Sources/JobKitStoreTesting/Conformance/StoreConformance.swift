/// The suite that every store passes: cases as data, for any test framework or none.
public enum StoreConformance {
    /// Every case; the names differ.
    public static let all: [ConformanceCase] =
        lifecycleCases + enqueueCases + claimCases + orderCases + nextDueCases + fenceCases + renewCases + raceCases + settleCases
        + followUpCases + cancelCases + sweepCases + lostJobCases + ageCases + historyCases + dataCases + rangeCases + statusCases
        + stepCases
        + listingCases + pruneCases + queueCases + textCases + concurrencyCases
        + closeCases + lostReplyCases + outcomeRaceCases + refusalCases + largeCases + reopenCases + drainCases

    /// Runs one case on a store made for it.
    public static func run(_ item: ConformanceCase, on subject: ConformanceSubject) async -> ConformanceResult {
        ConformanceResult(name: item.name, topic: item.topic, outcome: await outcome(of: item, on: subject))
    }

    /// Runs the cases one after the other.
    public static func run(_ cases: [ConformanceCase] = all, on subject: ConformanceSubject) async -> ConformanceReport {
        var results: [ConformanceResult] = []
        for item in cases { results.append(await run(item, on: subject)) }
        return ConformanceReport(store: subject.name, results: results)
    }

    private static func outcome(of item: ConformanceCase, on subject: ConformanceSubject) async -> ConformanceResult.Outcome {
        switch (item.time, subject.clock) {
        case (.manual, .own(let reason)): return .skipped(reason: "the case moves time, and \(reason)")
        case (.manual, .manual), (.any, .own), (.any, .manual): break
        }
        do {
            let clock = ManualClock()
            let instance = try await subject.make(clock.environment)
            let thrown = await error { try await run(item, on: subject, instance, clock) }
            await instance.store.close()
            let thrownLater = await error { try await instance.tearDown() }
            guard let first = thrown ?? thrownLater else { return .passed }
            if let skip = first as? ConformanceSkip { return .skipped(reason: skip.reason) }
            return .failed(String(describing: first))
        } catch {
            return .failed("the store could not be made: \(error)")
        }
    }

    private static func run(
        _ item: ConformanceCase, on subject: ConformanceSubject, _ instance: ConformanceSubject.Instance, _ clock: ManualClock
    ) async throws {
        try await instance.store.prepare()
        var context = ConformanceContext(store: instance.store, clock: clock)
        context.reopen = instance.reopen
        context.followsWallClock = subject.followsWallClock
        try await item.run(context)
        try await context.checkInvariants()
    }

    private static func error(of body: () async throws -> Void) async -> (any Error)? {
        do {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}
