import Logging

/// Reports outcomes to logs and metrics.
extension OutcomeWriter {
    func reportRefused(_ settlement: Settlement, isCompletedElsewhere: Bool) {
        if isCompletedElsewhere { return tellCompletedElsewhere(settlement) }
        settlement.attempt.kind?.metrics.ended(.lost)
        services.logger.warning(
            "The lease no longer holds the job; the outcome is dropped, or was stored by an earlier try whose reply was lost",
            metadata: LogKeys.metadata(of: settlement.job, worker: worker))
    }

    func reportApplied(_ settlement: Settlement, _ change: JobChange) {
        let outcome = settlement.metric(of: change)
        settlement.attempt.kind?.metrics.ended(outcome)
        services.logger.debug("Attempt ended", metadata: settlement.metadata(outcome, worker: worker))
        guard case .failed(let failure) = settlement.outcome else { return }
        var metadata = LogKeys.metadata(of: settlement.job, worker: worker)
        metadata[LogKeys.error] = "\(failure.message)"
        switch change.effect {
        case .finish(.failed, _): services.logger.error("Job failed for good", metadata: metadata)
        case .wait(let due, _, _, _):
            metadata["retry"] = "\(due)"
            services.logger.warning("Attempt failed; the job will be tried again", metadata: metadata)
        case .finish, .noteCancelRequest, .report, .saveStep: services.logger.info("Job cancelled", metadata: metadata)
        }
    }

    /// The handler's own transaction has committed and completed the job; the handler's later work changes nothing.
    private func tellCompletedElsewhere(_ settlement: Settlement) {
        let job = settlement.job
        settlement.attempt.kind?.metrics.ended(.completed)
        guard case .failed(let failure) = settlement.outcome else { return }
        var metadata = LogKeys.metadata(of: job, worker: worker)
        metadata[LogKeys.error] = "\(failure.message)"
        services.logger.warning(
            "The handler failed after its own transaction had completed the job, which stays completed", metadata: metadata)
    }

    /// Reports items that are given up without being stored.
    func tellDropped(_ items: [ChangeBuffer.Item]) {
        for case .settlement(let settlement) in items {
            settlement.attempt.kind?.metrics.ended(.lost)
            services.logger.error(
                "The outcome could not be stored and is dropped; the job comes back when its lease lapses",
                metadata: LogKeys.metadata(of: settlement.job, worker: worker))
        }
    }
}

extension Settlement {
    fileprivate func metadata(_ outcome: WorkerMetrics.Outcome, worker: String) -> Logger.Metadata {
        var metadata = LogKeys.metadata(of: job, worker: worker)
        metadata["outcome"] = "\(outcome.rawValue)"
        // A job that was given back before it started has no running time.
        if let seconds { metadata["seconds"] = "\(seconds)" }
        return metadata
    }

    func metric(of change: JobChange) -> WorkerMetrics.Outcome {
        switch (change.effect, outcome) {
        case (.finish(.completed, _), _): .completed
        case (.finish(.cancelled, _), _): .cancelled
        case (.wait, .snoozed): .snoozed
        case (.wait, .released): .released
        case (.wait, _): .retried
        default: .failed
        }
    }
}
