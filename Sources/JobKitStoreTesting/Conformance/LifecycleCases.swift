import Foundation
@_spi(Stores) import JobKit

// Every row of the life-of-a-job table: the store's effect of the state machine's decision, compared with the decision.

extension StoreConformance {
    static let lifecycleCases: [ConformanceCase] = [
        ConformanceCase("A claim makes of a pending job what the machine makes of it", .lifecycle) { context in
            try await context.enqueue(Fixture.draft(1, deadline: .after(.seconds(3_600))))
            let before = try await context.job(Fixture.id(1))
            let transition = try Fixture.transition(of: before.status, .claimed, now: try await context.now())
            _ = try await context.claim()
            let after = try await context.job(Fixture.id(1))
            try expect(after.state, transition.to)
            try expect(after.attempt, transition.attempt)
            try expect(after.deadline, transition.deadline)
            try expect(after.dueAt, before.dueAt, "the place in line is kept while the job runs")
        },
        row("A job that succeeds is completed", .succeeded(output: Data("output".utf8))) { _ = try await $0.run(Fixture.draft(1)) },
        row("A failed attempt with a retry allowed is scheduled after its backoff", .failed(Fixture.passing)) {
            _ = try await $0.run(Fixture.draft(1, deadline: .after(.seconds(3_600))))
        },
        row("A failed attempt with none left is failed", .failed(Fixture.passing)) {
            _ = try await $0.run(Fixture.draft(1, maxAttempts: 1))
        },
        row("An error that forbids a retry fails the job at once", .failed(Fixture.fatal)) { _ = try await $0.run(Fixture.draft(1)) },
        row("A failed attempt that was to be cancelled is cancelled", .failed(Fixture.passing)) { try await $0.runToBeCancelled() },
        row("A snoozed job is scheduled and its attempt given back", .snoozed(until: .after(.seconds(77)))) {
            _ = try await $0.run(Fixture.draft(1))
        },
        row("A snoozed job that was to be cancelled is cancelled", .snoozed(until: .now)) { try await $0.runToBeCancelled() },
        row("A released job is pending in its old place and its attempt given back", .released) { _ = try await $0.run(Fixture.draft(1)) },
        row("A released job that was to be cancelled is cancelled", .released) { try await $0.runToBeCancelled() },
        row("A scheduled job is cancelled at once", .cancel) { try await $0.enqueue(Fixture.draft(1, due: .after(.seconds(60)))) },
        row("A pending job is cancelled at once", .cancel) { try await $0.enqueue(Fixture.draft(1)) },
        row("A running job that is cancelled runs on with the request noted", .cancel) { _ = try await $0.run(Fixture.draft(1)) },
        row("A job whose lease lapsed waits out its backoff in quarantine, the attempt counted", .leaseLapsed) {
            _ = try await $0.run(Fixture.draft(1), lease: .zero)
        },
        row("A job whose lease lapsed in its last attempt is failed", .leaseLapsed) {
            _ = try await $0.run(Fixture.draft(1, maxAttempts: 1), lease: .zero)
        },
        row("A job whose lease lapsed while it was to be cancelled is cancelled", .leaseLapsed) {
            try await $0.runToBeCancelled(lease: .zero)
        },
        row("A pending job whose deadline passed expires", .deadlinePassed) { context in
            try await context.enqueue(Fixture.draft(1, deadline: .at(try await context.now().advanced(by: .seconds(-1)))))
        },
        row("A scheduled job whose deadline passed expires", .deadlinePassed) { context in
            let past = try await context.now().advanced(by: .seconds(-1))
            try await context.enqueue(Fixture.draft(1, due: .after(.seconds(60)), deadline: .at(past)))
        },
        row("A failed job that is retried by hand is pending with its budget renewed", .retry) {
            try await $0.finish(Fixture.draft(1), .failed)
        },
        row("A cancelled job that is retried by hand is pending with its budget renewed", .retry) {
            try await $0.finish(Fixture.draft(1), .cancelled)
        },
        row("An expired job that is retried by hand is pending and free of its deadline", .retry) {
            try await $0.finish(Fixture.draft(1), .expired)
        },
    ]

    private static func row(
        _ name: String, _ event: JobEvent, arrange: @escaping @Sendable (ConformanceContext) async throws -> Void
    ) -> ConformanceCase {
        ConformanceCase(name, .lifecycle) { context in
            try await arrange(context)
            try await context.expectMachinesOutcome(of: event)
        }
    }
}

extension ConformanceContext {
    /// Claims fixture 1 and notes a request to cancel it.
    fileprivate func runToBeCancelled(lease: Duration = .seconds(60)) async throws {
        let claimed = try await run(Fixture.draft(1), lease: lease)
        try expect(try await requestCancel(claimed), .applied, "request to cancel")
    }

    /// Applies the state machine's decision for fixture 1, and compares the store's record with it.
    fileprivate func expectMachinesOutcome(of event: JobEvent) async throws {
        let before = try await job(Fixture.id(1))
        let earliest = try await now()
        let transition = try Fixture.transition(of: before.status, event, now: earliest)
        let change = JobChange(
            id: before.id, expecting: before.expectation(for: event), transition: transition,
            failure: event.failure ?? Fixture.passing)
        try expect(try await apply(change), .applied)
        let latest = try await now()
        let after = try await job(before.id)
        try expect(after.attempt, transition.attempt, "attempts")
        try expect(after.deadline, transition.deadline, "deadline")
        try expect(after.errors.map(\.consequence), transition.consequence.map { [$0] } ?? before.errors.map(\.consequence), "history")
        guard let due = transition.due else {
            try expect(after.dueAt, before.dueAt, "due time")
            try expect(after.cancelRequestedAt != nil, transition.to == .running, "request to cancel")
            return try expect(after.state, transition.to)
        }
        try expectTrue(due.resolved(at: earliest) <= after.dueAt && after.dueAt <= due.resolved(at: latest), "due as the machine says")
        try expect(after.state, after.dueAt <= latest ? .pending : .scheduled)
        try expect(after.priority, before.priority, "priority")
        try expect(after.quarantine, transition.quarantine, "quarantine")
    }
}

extension JobRecord {
    /// The expectation of a decision on this record.
    func expectation(for event: JobEvent) -> JobChange.Expectation {
        guard let claim else { return state.isFinished ? .finished(state) : .waiting }
        if event == .leaseLapsed { return .lapsed(claim.lease, until: claim.until) }
        return .leased(claim.lease, cancelRequested: cancelRequestedAt != nil)
    }
}
