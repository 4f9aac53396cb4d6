import Foundation
import JobKit

/// Turns a job's updates into the progress of its stages. Stages that came and went between two updates are shown as well.
actor JobDisplay {
    /// In their order; the last one says that all is done.
    private let stages: [String]
    private let progress: LiveProgress?
    /// How many stages have been shown as finished, or were finished by an earlier run.
    private var finished = 0
    private var fraction: Double?
    private var isRunning = false

    init(stages: [String], isQuiet: Bool) {
        self.stages = stages
        guard !isQuiet else {
            progress = nil
            return
        }
        let terminal = Terminal(descriptor: Terminal.standardError, environment: ProcessInfo.processInfo.environment)
        let start = ContinuousClock.now
        progress = LiveProgress(terminal: terminal, now: { ContinuousClock.now - start })
    }

    /// Says that an earlier run's job goes on, and where.
    func resume(_ job: JobRecord, behind steps: [String]) {
        guard progress != nil else { return }
        finished = stages.lastIndex { steps.contains($0) }.map { $0 + 1 } ?? 0
        let behind = finished > 0 ? ": the stages up to \(stages[finished - 1]) are done" : ""
        StandardError.write("Resuming job \(job.id)\(behind).")
        if let claim = job.claim {
            StandardError.write("The worker \(claim.worker) still holds it; if that one has died, it is taken over in a few seconds.")
        } else if job.state == .scheduled {
            StandardError.write("Its next attempt is due at \(job.dueAt).")
        }
    }

    func show(_ update: JobUpdate) async {
        guard let progress else { return }
        if let report = update.progress, let index = stages.firstIndex(of: report.stage), index >= finished {
            await advance(progress, to: index, fraction: report.fraction)
        }
        if update.state.isFinished, update.state != .completed, isRunning {
            await progress.fail(stages[finished], reason: update.state.rawValue)
            isRunning = false
        }
    }

    /// Says why an attempt has failed, and when the next one is due.
    func showFailure(_ job: JobRecord) async {
        guard let progress, let error = job.errors.last, job.state == .scheduled else { return }
        if isRunning { await progress.fail(stages[finished], reason: "attempt \(error.attempt) of \(job.maxAttempts) failed") }
        isRunning = false
        let wait = error.failedAt.duration(to: job.dueAt).components.seconds
        StandardError.write("\(TerminalSafety.cleaned(error.message)) The next attempt is due in \(Wording.count(Int(wait), "second")).")
    }

    /// Draws again, so that the elapsed time moves even while a stage does not report.
    func tick() async {
        guard let progress, isRunning else { return }
        await progress.advance(stages[finished], fraction: fraction)
    }

    func close() async { await progress?.close() }

    private func advance(_ progress: LiveProgress, to index: Int, fraction: Double?) async {
        while finished < index {
            let name = stages[finished]
            if !isRunning { await progress.start(name) }
            await progress.finish(name)
            isRunning = false
            finished += 1
        }
        guard index < stages.count - 1 else { return }
        self.fraction = fraction
        if !isRunning {
            isRunning = true
            await progress.start(stages[index])
        }
        await progress.advance(stages[index], fraction: fraction)
    }
}
