import JobKit
import Testing

/// One line of the table: a state, its relevant properties, an event, the outcome.
struct TransitionRow: Sendable, CustomTestStringConvertible {
    var state: JobState
    var event: StateMachineTests.Event
    var outcome: JobDecision
    var variant = StateMachineTests.Variant.plain

    init(_ state: JobState, _ event: StateMachineTests.Event, _ outcome: JobDecision, _ variant: StateMachineTests.Variant = .plain) {
        (self.state, self.event, self.outcome, self.variant) = (state, event, outcome, variant)
    }

    var testDescription: String { "\(state), \(variant): \(event)" }
}

extension JobDecision {
    static func to(
        _ state: JobState, _ attempt: Int, due: JobTime? = nil, deadline: Timestamp? = nil, consequence: AttemptError.Consequence? = nil,
        quarantine: Int? = nil
    ) -> JobDecision {
        .transition(
            JobTransition(to: state, attempt: attempt, due: due, deadline: deadline, consequence: consequence, quarantine: quarantine))
    }
}

extension TransitionRow {
    static let all: [TransitionRow] = waiting(.scheduled) + waiting(.pending) + running + finished

    private typealias Test = StateMachineTests
    private static let noAttempt = JobDecision.illegal("no attempt is running")
    private static let ended = JobDecision.ignored("the job has ended already")

    private static func waiting(_ state: JobState) -> [TransitionRow] {
        [
            TransitionRow(state, .claimed, .to(.running, 4)),
            TransitionRow(state, .claimed, .to(.running, 1), .noAttempts),
            TransitionRow(state, .claimed, .to(.running, 4, quarantine: 7), .inQuarantine),
            TransitionRow(state, .claimed, .to(.running, 4), .dueNow),
            TransitionRow(state, .claimed, .illegal("the job is not due yet"), .notDue),
            TransitionRow(state, .claimed, .to(.running, 4, deadline: Timestamp(microseconds: 1_000_000_001)), .deadlineAhead),
            TransitionRow(state, .claimed, .illegal("the deadline has passed"), .deadlineNow),
            TransitionRow(state, .claimed, .illegal("the deadline has passed"), .deadlinePast),
            TransitionRow(state, .succeeded, noAttempt),
            TransitionRow(state, .failed, noAttempt),
            TransitionRow(state, .fatal, noAttempt),
            TransitionRow(state, .retryAfter, noAttempt),
            TransitionRow(state, .snoozed, noAttempt),
            TransitionRow(state, .released, noAttempt),
            TransitionRow(state, .cancel, .to(.cancelled, 3)),
            TransitionRow(state, .cancel, .to(.cancelled, 3, deadline: Test.past), .deadlinePast),
            TransitionRow(state, .leaseLapsed, noAttempt),
            TransitionRow(state, .deadlinePassed, .ignored("the deadline has not passed")),
            TransitionRow(state, .deadlinePassed, .ignored("the deadline has not passed"), .deadlineAhead),
            TransitionRow(state, .deadlinePassed, .to(.expired, 3, deadline: Test.now), .deadlineNow),
            TransitionRow(state, .deadlinePassed, .to(.expired, 3, deadline: Test.past), .deadlinePast),
            TransitionRow(state, .retry, .ignored("the job waits for its next attempt already")),
        ]
    }

    private static let fourSeconds = JobTime.after(.seconds(4))
    private static let running: [TransitionRow] = [
        TransitionRow(.running, .claimed, .illegal("the job is claimed already")),
        TransitionRow(.running, .succeeded, .to(.completed, 3)),
        TransitionRow(.running, .succeeded, .to(.completed, 3), .cancelRequested),
        TransitionRow(.running, .succeeded, .to(.completed, 3), .leasePast),
        TransitionRow(.running, .succeeded, .to(.completed, 3, deadline: Test.past), .deadlinePast),
        TransitionRow(.running, .failed, .to(.scheduled, 3, due: .after(.seconds(30)), consequence: .retried)),
        TransitionRow(
            .running, .failed, .to(.scheduled, 3, due: .after(.seconds(30)), deadline: Test.past, consequence: .retried), .deadlinePast),
        TransitionRow(.running, .failed, .to(.failed, 5, consequence: .failed), .lastAttempt),
        TransitionRow(.running, .failed, .to(.cancelled, 3, consequence: .cancelled), .cancelRequested),
        TransitionRow(.running, .failed, .to(.cancelled, 5, consequence: .cancelled), .lastCancel),
        TransitionRow(.running, .fatal, .to(.failed, 3, consequence: .failed)),
        TransitionRow(.running, .fatal, .to(.cancelled, 3, consequence: .cancelled), .cancelRequested),
        TransitionRow(.running, .retryAfter, .to(.scheduled, 3, due: .after(.seconds(123)), consequence: .retried)),
        TransitionRow(.running, .retryAfter, .to(.failed, 5, consequence: .failed), .lastAttempt),
        TransitionRow(.running, .snoozed, .to(.scheduled, 2, due: .at(Test.later))),
        TransitionRow(.running, .snoozed, .to(.scheduled, 0, due: .at(Test.later)), .firstAttempt),
        TransitionRow(.running, .snoozed, .to(.scheduled, 0, due: .at(Test.later)), .noAttempts),
        TransitionRow(.running, .snoozed, .to(.scheduled, 4, due: .at(Test.later)), .lastAttempt),
        TransitionRow(.running, .snoozed, .to(.cancelled, 3, consequence: .cancelled), .cancelRequested),
        TransitionRow(.running, .released, .to(.scheduled, 2, due: .at(Test.due))),
        TransitionRow(.running, .released, .to(.scheduled, 4, due: .at(Test.due)), .lastAttempt),
        TransitionRow(.running, .released, .to(.cancelled, 3, consequence: .cancelled), .cancelRequested),
        TransitionRow(.running, .cancel, .to(.running, 3)),
        TransitionRow(.running, .cancel, .ignored("the request is noted already"), .cancelRequested),
        TransitionRow(.running, .leaseLapsed, .ignored("the lease is still good")),
        TransitionRow(.running, .leaseLapsed, .ignored("the lease is still good"), .noLease),
        TransitionRow(.running, .leaseLapsed, .to(.scheduled, 3, due: fourSeconds, consequence: .retried, quarantine: 1), .leaseNow),
        TransitionRow(.running, .leaseLapsed, .to(.scheduled, 3, due: fourSeconds, consequence: .retried, quarantine: 1), .leasePast),
        TransitionRow(.running, .leaseLapsed, .to(.scheduled, 2, due: fourSeconds, consequence: .retried, quarantine: 15), .lostWithMany),
        TransitionRow(.running, .leaseLapsed, .to(.scheduled, 2, due: fourSeconds, consequence: .retried, quarantine: 1), .lostInTwos),
        TransitionRow(
            .running, .leaseLapsed, .to(.scheduled, 2, due: fourSeconds, consequence: .retried, quarantine: 3), .lostInQuarantine),
        TransitionRow(.running, .leaseLapsed, .to(.scheduled, 3, due: fourSeconds, consequence: .retried, quarantine: 1), .lostInSolitude),
        TransitionRow(
            .running, .leaseLapsed, .to(.scheduled, 4, due: .after(.seconds(16)), consequence: .retried, quarantine: 15), .lostWithManyLast),
        TransitionRow(.running, .leaseLapsed, .to(.failed, 5, consequence: .failed), .lostInSolitudeLast),
        TransitionRow(.running, .released, .to(.scheduled, 2, due: .at(Test.due), quarantine: 7), .inQuarantine),
        TransitionRow(.running, .snoozed, .to(.scheduled, 2, due: .at(Test.later), quarantine: 7), .inQuarantine),
        TransitionRow(.running, .failed, .to(.scheduled, 3, due: .after(.seconds(30)), consequence: .retried), .inQuarantine),
        TransitionRow(.running, .succeeded, .to(.completed, 3), .inQuarantine),
        TransitionRow(.running, .cancel, .to(.running, 3, quarantine: 7), .inQuarantine),
        TransitionRow(.running, .leaseLapsed, .to(.failed, 5, consequence: .failed), .leaseNowLast),
        TransitionRow(.running, .leaseLapsed, .to(.cancelled, 3, consequence: .cancelled), .leaseNowCancel),
        TransitionRow(.running, .deadlinePassed, .ignored("the job was started in time")),
        TransitionRow(.running, .deadlinePassed, .ignored("the job was started in time"), .deadlinePast),
        TransitionRow(.running, .retry, .ignored("an attempt is running")),
    ]

    private static let finished: [TransitionRow] =
        [JobState.completed, .failed, .cancelled, .expired].flatMap { state in
            [
                TransitionRow(state, .claimed, .illegal("the job has ended")),
                TransitionRow(state, .succeeded, noAttempt),
                TransitionRow(state, .failed, noAttempt),
                TransitionRow(state, .fatal, noAttempt),
                TransitionRow(state, .retryAfter, noAttempt),
                TransitionRow(state, .snoozed, noAttempt),
                TransitionRow(state, .released, noAttempt),
                TransitionRow(state, .cancel, ended),
                TransitionRow(state, .leaseLapsed, noAttempt),
                TransitionRow(state, .deadlinePassed, ended),
                TransitionRow(state, .deadlinePassed, ended, .deadlinePast),
            ]
        } + [
            TransitionRow(.completed, .retry, .illegal("the job succeeded; enqueue a new one to do the work again")),
            TransitionRow(.failed, .retry, .to(.scheduled, 0, due: .now)),
            TransitionRow(.cancelled, .retry, .to(.scheduled, 0, due: .now)),
            TransitionRow(.expired, .retry, .to(.scheduled, 0, due: .now)),
            TransitionRow(.expired, .retry, .to(.scheduled, 0, due: .now), .deadlinePast),
            TransitionRow(.failed, .retry, .to(.scheduled, 0, due: .now), .lastAttempt),
        ]
}
