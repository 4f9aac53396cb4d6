import Foundation
import JobKit
import Synchronization

/// The stages of a pipeline that reads a repository, in their order; each but the last is a step of the job.
protocol RepositoryStage: CaseIterable, RawRepresentable<String>, Equatable, Sendable {
    static var preflight: Self { get }
    static var cloning: Self { get }
    /// Reported when all is done.
    static var finished: Self { get }
}

extension RepositoryStage {
    static var names: [String] { allCases.map(\.rawValue) }
}

/// Runs stages as steps of the job and reports how far they are.
struct StageRunner<Stage: RepositoryStage>: Sendable {
    private let context: JobContext
    private let pauseAt: Stage?

    init(_ context: JobContext, pauseAt: Stage? = nil) {
        self.context = context
        self.pauseAt = pauseAt
    }

    func run<Result: Codable & Sendable>(
        _ stage: Stage, _ body: @escaping @Sendable (_ progress: @escaping @Sendable (Double) async -> Void) async throws -> Result
    ) async throws -> Result {
        try Task.checkCancellation()
        return try await context.step(stage.rawValue) {
            context.logger.info("Stage starts", metadata: ["stage": "\(stage.rawValue)"])
            try await context.progress(stage: stage.rawValue, fraction: 0)
            if stage == pauseAt { try await pause(stage) }
            let throttle = Throttle(interval: .milliseconds(100))
            return try await body { fraction in
                guard throttle.passes() else { return }
                // A report that does not get through is no reason to stop: the lease's loss cancels this task anyway.
                try? await context.progress(stage: stage.rawValue, fraction: fraction)
            }
        }
    }

    func finish() async throws {
        try await context.progress(stage: Stage.finished.rawValue, fraction: 1)
    }

    private func pause(_ stage: Stage) async throws {
        let notice = "Paused in \(stage.rawValue). Try: kill -9 \(ProcessInfo.processInfo.processIdentifier)\n"
        FileHandle.standardError.write(Data(notice.utf8))
        while true { try await Task.sleep(for: .seconds(3_600)) }
    }
}

/// Lets something happen at most once in an interval.
final class Throttle: Sendable {
    private let interval: Duration
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    init(interval: Duration) {
        self.interval = interval
    }

    func passes() -> Bool {
        last.withLock { last in
            let now = ContinuousClock.now
            if let last, now - last < interval { return false }
            last = now
            return true
        }
    }
}
