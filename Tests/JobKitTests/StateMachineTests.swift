import JobKit
import Testing

/// Every state × event, written out: the machine is compared with this list, not with itself.
@Suite("The life of a job")
struct StateMachineTests {
    static let now = Timestamp(microseconds: 1_000_000_000)
    static let due = Timestamp(microseconds: 990_000_000)
    static let later = Timestamp(microseconds: 1_500_000_000)
    static let past = Timestamp(microseconds: 999_999_999)
    static let failure = JobFailure(type: "Passing", message: "busy")
    static let fatal = JobFailure(type: "Fatal", message: "gone", advice: .never)
    static let retryAfter = JobFailure(type: "Busy", message: "later", advice: .after(.seconds(123)))
    static let retry = RetryPolicy.fixed(.seconds(30), maxAttempts: 99)

    /// The relevant properties of the job; otherwise it is in its third of five attempts, due ten seconds ago, with a lease until later.
    enum Variant: String, CaseIterable {
        case plain, notDue, dueNow, deadlineAhead, deadlineNow, deadlinePast, lastAttempt, firstAttempt, cancelRequested, leaseNow,
            leasePast
        case leaseNowLast, leaseNowCancel, noLease, noAttempts, lastCancel
        case inQuarantine, lostWithMany, lostInTwos, lostInQuarantine, lostInSolitude, lostWithManyLast, lostInSolitudeLast
    }

    enum Event: String, CaseIterable {
        case claimed, succeeded, failed, fatal, retryAfter, snoozed, released, cancel, leaseLapsed, deadlinePassed, retry

        var event: JobEvent {
            switch self {
            case .claimed: .claimed
            case .succeeded: .succeeded()
            case .failed: .failed(StateMachineTests.failure)
            case .fatal: .failed(StateMachineTests.fatal)
            case .retryAfter: .failed(StateMachineTests.retryAfter)
            case .snoozed: .snoozed(until: .at(StateMachineTests.later))
            case .released: .released
            case .cancel: .cancel
            case .leaseLapsed: .leaseLapsed
            case .deadlinePassed: .deadlinePassed
            case .retry: .retry
            }
        }
    }

    static func status(_ state: JobState, _ variant: Variant) -> JobStatus {
        var job = JobStatus(state: state, attempt: 3, maxAttempts: 5, dueAt: due, leaseUntil: state == .running ? later : nil)
        switch variant {
        case .plain: break
        case .notDue: job.dueAt = Timestamp(microseconds: 1_000_000_001)
        case .dueNow: job.dueAt = now
        case .deadlineAhead: job.deadline = Timestamp(microseconds: 1_000_000_001)
        case .deadlineNow: job.deadline = now
        case .deadlinePast: job.deadline = past
        case .lastAttempt: job.attempt = 5
        case .firstAttempt: job.attempt = 1
        case .cancelRequested: job.cancelRequested = true
        case .leaseNow: job.leaseUntil = now
        case .leasePast: job.leaseUntil = past
        case .leaseNowLast: (job.leaseUntil, job.attempt) = (now, 5)
        case .leaseNowCancel: (job.leaseUntil, job.cancelRequested) = (now, true)
        case .noLease: job.leaseUntil = nil
        case .noAttempts: job.attempt = 0
        case .lastCancel: (job.attempt, job.cancelRequested) = (5, true)
        case .inQuarantine: job.quarantine = 7
        case .lostWithMany: (job.leaseUntil, job.lostTogether) = (now, 31)
        case .lostInTwos: (job.leaseUntil, job.lostTogether) = (now, 2)
        case .lostInQuarantine: (job.leaseUntil, job.lostTogether, job.quarantine) = (now, 31, 7)
        case .lostInSolitude: (job.leaseUntil, job.lostTogether, job.quarantine) = (now, 31, 1)
        case .lostWithManyLast: (job.leaseUntil, job.lostTogether, job.attempt) = (now, 31, 5)
        case .lostInSolitudeLast: (job.leaseUntil, job.lostTogether, job.quarantine, job.attempt) = (now, 31, 1, 5)
        }
        return job
    }

    @Test("Each event does to a job in each state what the table says", arguments: TransitionRow.all)
    func row(_ row: TransitionRow) {
        let decision = JobStateMachine.decide(Self.status(row.state, row.variant), row.event.event, now: Self.now, retry: Self.retry)
        #expect(decision == row.outcome)
    }

    @Test("The table leaves out no state and no event, and says nothing twice")
    func tableIsComplete() {
        let plain = TransitionRow.all.filter { $0.variant == .plain }.map { "\($0.state) \($0.event)" }
        let every = JobState.allCases.flatMap { state in Event.allCases.map { "\(state) \($0)" } }
        #expect(plain.count == every.count)
        #expect(Set(plain) == Set(every))
        #expect(Set(TransitionRow.all.map(\.testDescription)).count == TransitionRow.all.count)
    }

    @Test("The delay of a retry is the policy's, for the number of the attempt, with the random number given")
    func retryDelay() {
        let policy = RetryPolicy.exponential(maxAttempts: 9, base: .seconds(10), factor: 3, cap: .seconds(1_000), jitter: 0.5)
        let decision = JobStateMachine.decide(Self.status(.running, .plain), .failed(Self.failure), now: Self.now, retry: policy, random: 0)
        #expect(decision == .to(.scheduled, 3, due: .after(.seconds(45)), consequence: .retried))
    }

    @Test("What is lost with its worker waits a second at first, twice as long after each attempt, and a minute at most")
    func backoffOfTheLost() {
        let delays = [0, 1, 2, 3, 6, 7, 100, Int.max].map { QuarantinePolicy.backoff(after: $0) }
        #expect(delays == [1, 1, 2, 4, 32, 60, 60, 60].map { .seconds($0) })
    }

    @Test("Of many jobs the one that ends its worker is alone after as many losses as the number can be halved")
    func halving() {
        for count in [2, 3, 31, 1_000, 10_000] {
            var status = Self.status(.running, .lostWithMany)
            status.lostTogether = count
            var losses = 0
            while status.quarantine != 1, losses < 20 {
                guard case .transition(let lost) = JobStateMachine.decide(status, .leaseLapsed, now: Self.now) else { break }
                #expect(lost.attempt == status.attempt - 1)
                losses += 1
                status.quarantine = lost.quarantine
                status.lostTogether = lost.quarantine ?? 1
            }
            #expect(losses == count.bitWidth - count.leadingZeroBitCount - 1)
        }
    }

    @Test("A policy that gives up fails the job though attempts are left")
    func policyGivesUp() {
        let policy = RetryPolicy.custom(maxAttempts: 9) { _, _ in nil }
        let decision = JobStateMachine.decide(Self.status(.running, .plain), .failed(Self.failure), now: Self.now, retry: policy)
        #expect(decision == .to(.failed, 3, consequence: .failed))
    }
}
