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
        // Opening it would make it.
        if case .sqlite(let path) = options.store, !FileManager.default.fileExists(atPath: path) { throw DoctorError.noFile(path) }
        guard options.store != .memory else {
            throw ValidationError(
                "What is in memory: begins with this command, and there is nothing to look at. Use --store sqlite:PATH or postgres://….")
        }
        let system = try await DemoSystem.open(options)
        guard let store = system.store as? any DiagnosableStore else { return }
        var limits = DiagnosisLimits()
        // The demo's workers announce themselves each second.
        limits.worker = .seconds(10)
        let findings = try await store.diagnose(limits)
        await store.close()
        let report = DoctorReport(store: options.store.description, findings: findings)
        StandardOutput.write(json ? try ReportJSON.text(report) : report.text)
        if !report.isHealthy { throw ExitCode.failure }
    }
}

enum DoctorError: Error, CustomStringConvertible, LocalizedError {
    case noFile(String)

    var description: String {
        switch self {
        case .noFile(let path):
            "There is no file \(TerminalSafety.cleaned(path)), so there are no jobs in it. Name the file that the service uses: --store sqlite:PATH."
        }
    }

    var errorDescription: String? { description }
}
