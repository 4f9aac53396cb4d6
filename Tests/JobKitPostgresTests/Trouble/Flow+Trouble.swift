import JobKit
import Testing

extension Flow {
    /// Measurements of a time of trouble.
    struct Report: CustomStringConvertible {
        let seconds: Double
        let failures: Int
        let lines: Int
        let jobs: Int
        var description: String { "\(seconds) s of trouble: \(failures) calls failed, \(lines) lines logged, \(jobs) jobs enqueued" }
    }

    /// Makes trouble while jobs are enqueued one after the other; returns when the flow has recovered: jobs enqueued after the trouble are
    /// completed.
    @discardableResult
    func during(_ trouble: () async throws -> Void) async throws -> Report {
        let over = Counter()
        let before = ledger.acknowledged.count
        return try await withThrowingTaskGroup { group in
            // The flow works before the trouble begins.
            try await waitUntilCompleted(put())
            let (lines, failures, start) = (log.lines.count, log.failures(), JobEnvironment.system.uptime())
            group.addTask {
                while over.value == 0 {
                    // No more than can be worked off soon.
                    if self.ledger.waiting < 100 { try await self.put() }
                    try await rest()
                }
            }
            do { try await trouble() } catch {
                group.cancelAll()
                throw error
            }
            let seconds = (JobEnvironment.system.uptime() - start) / .seconds(1)
            let report = Report(
                seconds: seconds, failures: log.failures() - failures, lines: log.lines.count - lines,
                jobs: ledger.acknowledged.count - before)
            try await waitUntilCompleted(put())
            over.add()
            try await group.waitForAll()
            return report
        }
    }

    /// Each of a worker's four loops pauses after a failure, and doubles the pause from the second one in a row on; the sweep's is its
    /// interval. A loop that fails more often spins.
    ///
    /// - Parameter resets: connections that were reset one by one, each of which may fail a call and be logged twice.
    func expectNoSpin(_ report: Report, resets: Int = 0) {
        let most = Double(setting.workers.count) * (40 + 10 * report.seconds) + Double(2 * resets)
        #expect(Double(report.lines) <= most, "\(report)")
        #expect(Double(report.failures) <= most, "\(report)")
    }
}
