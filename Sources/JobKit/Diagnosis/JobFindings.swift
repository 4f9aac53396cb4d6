/// The findings that any store's jobs and workers give rise to. Stores hand in the facts; nothing is read here.
package struct JobFindings: Sendable {
    /// Overdue jobs beyond this number are not counted.
    package static let mostOverdue = 1_000

    private let overview: StoreOverview
    private let lanes: [ReadyLane]
    private let overdue: Overdue
    private let limits: DiagnosisLimits
    private let living: [WorkerInfo]
    /// How long ago a lease may have lapsed, or a deadline have passed: zero where no worker is left to sweep.
    private let patience: Duration

    /// - Parameter overdue: the answer of `JobStore.overdue(_:)` for up to `mostOverdue` of each kind.
    package init(_ overview: StoreOverview, ready: [ReadyLane], overdue: Overdue, limits: DiagnosisLimits) {
        self.overview = overview
        lanes = ready.merged
        self.overdue = overdue
        self.limits = limits
        living = overview.workers.filter { $0.seenAt.duration(to: overview.now) <= limits.worker }
        // A worker that let a lease lapse has probably ended, however recently it was seen.
        let silent = Set(overdue.lapsed.map(\.claim.worker))
        patience = living.allSatisfy { silent.contains($0.id) } ? .zero : limits.sweep
    }

    package var all: [StoreFinding] { unhandled + waiting + [lapsed, expired].compactMap(\.self) + paused }

    private func isPaused(_ lane: ReadyLane) -> Bool { overview.pausedQueues.contains(lane.queue) }

    private func workers(for lane: ReadyLane) -> [WorkerInfo] {
        living.filter { $0.queues.contains(lane.queue) && $0.kinds.contains(lane.kind) }
    }

    private func age(_ moment: Timestamp) -> String { DiagnosisWording.duration(moment.duration(to: overview.now)) }

    private var unhandled: [StoreFinding] {
        lanes.filter { !isPaused($0) && workers(for: $0).isEmpty }.map { lane in
            let others =
                living.isEmpty
                ? "No worker has been seen in the last \(DiagnosisWording.duration(limits.worker))."
                : living.contains { $0.kinds.contains(lane.kind) }
                    ? "Workers that handle this kind serve other queues." : "The workers that live have no handler for this kind."
            return StoreFinding(
                .warning, code: "unhandled_kind", what: "Nobody handles \"\(lane.kind)\" in the queue \"\(lane.queue)\"",
                detail: "\(DiagnosisWording.count(lane.count, "job")) ready, the oldest for \(age(lane.oldestDue)). \(others)",
                remedy: "Start a worker that serves this queue and has a handler for this kind; where the kind was renamed, give the "
                    + "handler the old name as an alias; what nobody needs any more, cancel.")
        }
    }

    private var waiting: [StoreFinding] {
        lanes.filter { lane in
            !isPaused(lane) && !workers(for: lane).isEmpty && lane.oldestDue.duration(to: overview.now) > limits.readyJob
        }.map { lane in
            let workers = workers(for: lane)
            let slots = workers.reduce(0) { $0 + $1.concurrency }
            return StoreFinding(
                .warning, code: "old_ready_job", what: "Jobs wait long in the queue \"\(lane.queue)\"",
                detail: "A \"\(lane.kind)\" has been ready for \(age(lane.oldestDue)), "
                    + "\(DiagnosisWording.count(lane.count, "job")) of it in all. \(DiagnosisWording.count(workers.count, "worker")) "
                    + "with room for \(DiagnosisWording.count(slots, "job")) at once would take it.",
                remedy: "Start more workers or raise their concurrency; and look whether running jobs hang, and whether jobs of a higher "
                    + "priority keep coming.")
        }
    }

    private var lapsed: StoreFinding? {
        let jobs = overdue.lapsed.filter { $0.claim.until.duration(to: overview.now) > patience }
        guard let oldest = jobs.min(by: { $0.claim.until < $1.claim.until }) else { return nil }
        return StoreFinding(
            .warning, code: "lapsed_lease", what: "\(counted(jobs)) held by workers that have fallen silent",
            detail: "The lease of \(oldest.id) lapsed \(age(oldest.claim.until)) ago; the worker \(oldest.claim.worker) held it. "
                + "Nobody has taken it back.",
            remedy: "Start a worker on this store: each takes back what has lapsed, whatever it handles. \(Self.log)")
    }

    private var expired: StoreFinding? {
        let jobs = overdue.expired.filter { job in
            job.status.deadline.map { $0.duration(to: overview.now) > (living.isEmpty ? .zero : limits.sweep) } ?? false
        }
        guard let oldest = jobs.min(by: { ($0.status.deadline ?? $0.status.dueAt) < ($1.status.deadline ?? $1.status.dueAt) }),
            let deadline = oldest.status.deadline
        else { return nil }
        return StoreFinding(
            .warning, code: "deadline_passed", what: "\(counted(jobs)) past the deadline, and not expired",
            detail: "The deadline of \(oldest.id) passed \(age(deadline)) ago.",
            remedy: "Start a worker on this store: each expires what is past its deadline, whatever it handles. \(Self.log)")
    }

    private var paused: [StoreFinding] {
        overview.pausedQueues.sorted().compactMap { queue in
            let held = lanes.filter { $0.queue == queue }
            guard let oldest = held.map(\.oldestDue).min() else { return nil }
            let count = held.reduce(0) { $0 + $1.count }
            return StoreFinding(
                .note, code: "paused_queue", what: "The queue \"\(queue)\" is paused",
                detail: "\(DiagnosisWording.count(count, "job")) ready in it, the oldest for \(age(oldest)).",
                remedy: "Resume it when its jobs shall run: JobQueue.resume(queue:).")
        }
    }

    private static let log = "Should one be running, look at its log."

    private func counted(_ jobs: [some Sendable]) -> String {
        (jobs.count >= Self.mostOverdue ? "At least " : "") + DiagnosisWording.count(jobs.count, "job")
    }
}
