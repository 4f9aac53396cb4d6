/// The suite that every store passes: cases as data, for any test framework or none.
///
///     let subject = ConformanceSubject("mine") { environment in
///         ConformanceSubject.Instance(MyStore(environment: environment))
///     }
///     let report = await StoreConformance.run(on: subject)
///     print(report.summary)
public enum StoreConformance {
    /// Every case; the names differ.
    public static let all: [ConformanceCase] =
        lifecycleCases + enqueueCases + claimCases + orderCases + nextDueCases + fenceCases + renewCases + raceCases + settleCases
        + followUpCases + cancelCases + sweepCases + lostJobCases + ageCases + historyCases + dataCases + widthCases + rangeCases
        + statusCases + stepCases
        + listingCases + pruneCases + queueCases + textCases + concurrencyCases + closeCases + lostReplyCases + outcomeRaceCases
        + refusalCases + largeCases + reopenCases + drainCases + sharedCases + outageCases

    /// How many stores in a row may fail to be made or prepared before a run ends.
    private static let patience = 3

    /// Runs one case on a store made for it.
    public static func run(_ item: ConformanceCase, on subject: ConformanceSubject) async -> ConformanceResult {
        let start = JobEnvironment.system.uptime()
        let outcome = await TimeLimit.run(subject.timeLimit) { await ConformanceRun(item, subject).outcome() }
        return ConformanceResult(
            name: item.name, topic: item.topic,
            outcome: outcome ?? .failed("did not end within \(subject.timeLimit), and was left to itself"),
            duration: JobEnvironment.system.uptime() - start)
    }

    /// Runs the cases one after the other. Ends after three stores in a row that could not be made or prepared; later cases are skipped.
    public static func run(_ cases: [ConformanceCase] = all, on subject: ConformanceSubject) async -> ConformanceReport {
        var results: [ConformanceResult] = []
        var unprepared = 0
        for item in cases {
            guard unprepared < patience else {
                let reason = "\(patience) stores in a row could not be prepared"
                results.append(ConformanceResult(name: item.name, topic: item.topic, outcome: .skipped(reason: reason), duration: .zero))
                continue
            }
            let result = await run(item, on: subject)
            if case .unprepared = result.outcome { unprepared += 1 } else { unprepared = 0 }
            results.append(result)
        }
        return ConformanceReport(store: subject.name, results: results)
    }
}
