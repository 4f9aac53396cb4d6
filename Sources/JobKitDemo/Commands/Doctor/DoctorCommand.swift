import ArgumentParser
import Foundation
import JobKit

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for what keeps jobs waiting and what the database needs, and say what to do.",
        discussion: """
            Of the jobs: kinds that nobody handles, jobs that wait long, lapsed leases, deadlines that passed, paused queues. On PostgreSQL: transactions, \
            prepared transactions, standbys and slots that keep dead rows, dead rows, autovacuum. On SQLite: journal mode, size of the log, durability, \
            version. It changes nothing.
            Exit codes: 0 nothing needs attention, notes at most; 1 something does, or the store cannot be looked at; 64 wrong use.
            """)

    @OptionGroup var options: StoreOptions

    @Flag(help: "Print the findings as JSON.")
    var json = false

    func run() async throws {
        guard options.store != .memory else {
            throw ValidationError(
                "What is in memory: begins with this command, and there is nothing to look at. Use --store sqlite:PATH or postgres://….")
        }
        let system = try await DemoSystem.open(options, .existing)
        guard let store = system.store as? any DiagnosableStore else { return }
        var limits = DiagnosisLimits()
        // The demo's workers announce themselves each second.
        limits.worker = .seconds(10)
        let findings = try await store.diagnose(limits)
        await system.close()
        let report = DoctorReport(store: options.store.description, findings: findings)
        try StandardOutput.write(json ? try ReportJSON.text(report) : report.text)
        if !report.isHealthy { throw ExitCode.failure }
    }
}
