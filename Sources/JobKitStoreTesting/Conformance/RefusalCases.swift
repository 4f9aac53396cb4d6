import Foundation

// A change takes effect in the state that it expects, and in no other.

extension StoreConformance {
    static let refusalCases: [ConformanceCase] = JobState.allCases.map { state in
        ConformanceCase("A job that is \(state) refuses every change that expects it otherwise, and stays as it was", .fence) { context in
            let lease = try await context.bring(Fixture.draft(1), to: state)
            let before = try await context.everything(besidesTime: true)
            for change in try await context.misplacedChanges(lease) {
                try expect(try await context.apply(change), .superseded, "\(change.expecting), \(change.effect)")
            }
            try expect(try await context.everything(besidesTime: true), before)
        }
    }
}

extension ConformanceContext {
    /// The lease that holds the job, or held it last; a made-up one for a job that never ran.
    fileprivate func bring(_ draft: JobDraft, to state: JobState) async throws -> Lease {
        var draft = draft
        switch state {
        case .scheduled: draft.due = .after(.seconds(3_600))
        case .pending, .expired: break
        case .running: return try await run(draft, token: 1).lease
        case .completed, .failed, .cancelled:
            try await finish(draft, state, token: 1)
            return Lease(token: Fixture.token(1), place: 0)
        }
        if state == .expired { try await finish(draft, .expired) } else { try await enqueue(draft) }
        return Lease(token: Fixture.token(1), place: 0)
    }

    /// Every effect under every expectation that does not hold.
    fileprivate func misplacedChanges(_ lease: Lease) async throws -> [JobChange] {
        let job = try await job(Fixture.id(1))
        let wrongLease = job.state == .running ? Lease(token: Fixture.token(2), place: 0) : lease
        let past = try await now().advanced(by: .seconds(-1))
        let effects: [JobChange.Effect] =
            [
                .wait(due: .now, attempt: 0, deadline: nil), .noteCancelRequest, .report(JobProgress(stage: "late")),
                .saveStep(name: "late", result: Data()),
            ]
            + [JobState.completed, .failed, .cancelled, .expired].map { .finish($0, output: nil) }
        var expectations: [JobChange.Expectation] = [
            .leased(wrongLease, cancelRequested: false), .leased(wrongLease, cancelRequested: true), .lapsed(lease, until: past),
        ]
        if !job.state.isWaiting { expectations.append(.waiting) }
        expectations += JobState.allCases.filter { $0 != job.state || !$0.isFinished }.map { .finished($0) }
        return expectations.flatMap { expectation in
            effects.map { JobChange(id: job.id, expecting: expectation, effect: $0) }.filter { (try? $0.check()) != nil }
        }
    }

    fileprivate func everything(besidesTime: Bool) async throws -> StoreContents {
        var contents = try await everything()
        contents.overview.now = Timestamp(microseconds: 0)
        return contents
    }
}
