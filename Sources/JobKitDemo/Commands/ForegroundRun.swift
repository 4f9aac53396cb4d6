import ArgumentParser
import JobKit
import ServiceLifecycle

/// Runs a worker in this process until one job has ended, whoever works on it, and shows its stages meanwhile.
struct ForegroundRun<J: Job> {
    let system: DemoSystem
    let found: FoundJob<J>
    let stages: [String]
    let isQuiet: Bool

    /// - Returns: the job, which has ended unless a signal came first: `checkEnded` says so, once the store is closed.
    func run(_ handlers: JobHandlers) async throws -> JobRecord {
        try await system.removeLeftovers()
        let display = JobDisplay(stages: stages, isQuiet: isQuiet)
        if let earlier = found.earlier {
            await display.resume(earlier, behind: try await system.queue.finishedSteps(of: earlier.id))
        }
        do {
            try await group(handlers, display).run()
        } catch {
            // Only this gives the cursor back in the middle of a stage.
            await display.close()
            throw error
        }
        await display.close()
        let record = try await found.handle.record
        // A job that ended without its worker, cancelled after a crash, leaves its clone to whoever is next.
        try await system.removeLeftovers()
        return record
    }

    /// - Throws: `ExitCode` 130 for a job that waits for the same command to be given again.
    static func checkEnded(_ record: JobRecord) throws {
        guard !record.state.isFinished else { return }
        StandardError.write("Interrupted. Give the same command again to go on with job \(record.id).")
        throw ExitCode(130)
    }

    private func group(_ handlers: JobHandlers, _ display: JobDisplay) -> ServiceGroup {
        let worker = system.worker(handlers, queues: [found.queue], concurrency: 2, gracePeriod: .zero)
        let follower = JobFollower(handle: found.handle, display: display)
        return ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: worker),
                    .init(service: follower, successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                gracefulShutdownSignals: [.sigint, .sigterm], logger: system.logger))
    }
}
