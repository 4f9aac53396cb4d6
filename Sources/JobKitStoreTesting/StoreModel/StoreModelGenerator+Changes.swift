import Foundation
@_spi(Stores) import JobKit

// Most changes are the state machine's decisions on a record, so that runs get deep into the life of a job; the others are changes that no
// caller makes, or makes too late.

extension StoreModelGenerator {
    /// The state machine's decision for an event that fits a record; a raw change where it decides nothing.
    mutating func decidedChange() -> JobChange {
        guard let record = subjectOfDecision() else { return rawChange() }
        if record.claim != nil, random.chance(30) { return changeUnderLease(of: record) }
        let event = event(for: record)
        guard let change = decided(event, of: record) else { return rawChange() }
        guard random.chance(10) else { return change }
        return JobChange(id: change.id, expecting: expectation(for: record), effect: change.effect, failure: change.failure)
    }

    /// The sweep's changes for all overdue jobs.
    mutating func sweepingChanges() -> [JobChange] {
        let overdue = knowledge.records.filter { $0.isOverdue(at: knowledge.now) }
        let changes = overdue.compactMap { decided($0.claim == nil ? .deadlinePassed : .leaseLapsed, of: $0) }
        return simple.contains(.batches) ? Array(changes.prefix(1)) : changes
    }

    /// Any expectation with any effect; mostly possible combinations, because an impossible change refuses its whole batch.
    mutating func rawChange() -> JobChange {
        let record = random.pick(knowledge.records)
        let target = random.chance(75) ? record?.id ?? id() : id()
        let failure = failure()
        let hasFailure = random.chance(25)
        let expectation = expectation(for: record)
        let candidates = (0..<6).map { _ in
            JobChange(id: target, expecting: expectation, effect: effect(), failure: hasFailure ? failure : nil)
        }
        let possible = candidates.first { (try? $0.check()) != nil }
        return random.chance(85) ? possible ?? candidates[0] : candidates[0]
    }

    /// Running jobs before others, and sometimes a record of some steps ago.
    private mutating func subjectOfDecision() -> JobRecord? {
        let isLate = random.chance(10)
        let prefersRunning = random.chance(isDeep ? 90 : 70)
        let late = random.pick(knowledge.earlier)
        let running = random.pick(knowledge.running)
        let any = random.pick(knowledge.records)
        if isLate, let late { return late }
        return prefersRunning ? running ?? any : any
    }

    private mutating func event(for record: JobRecord) -> JobEvent {
        let advices: [RetryAdvice] = [.byPolicy, .byPolicy, .byPolicy, .byPolicy, .never, .after(.seconds(random.below(100)))]
        let advice = random.pick(advices) ?? .byPolicy
        let failed = JobEvent.failed(JobFailure(type: "Model.Failure", message: "step \(number)", advice: advice))
        let snoozed = JobEvent.snoozed(until: jobTime())
        let ofWaiting = random.pick([JobEvent.cancel, .deadlinePassed, .cancel, .retry]) ?? .cancel
        let succeeded = JobEvent.succeeded(output: random.pick([nil, Data(), Data("output \(number)".utf8)]) ?? nil)
        let common = [failed, failed, snoozed, .released, .cancel, .leaseLapsed, succeeded]
        let ofRunning =
            random.pick(isDeep ? common + [failed, failed, snoozed, .leaseLapsed, .leaseLapsed] : common + [succeeded]) ?? failed
        switch record.state {
        case .scheduled, .pending: return ofWaiting
        case .running: return ofRunning
        case .completed, .failed, .cancelled, .expired: return .retry
        }
    }

    private mutating func decided(_ event: JobEvent, of record: JobRecord) -> JobChange? {
        let retry = RetryPolicy.exponential(maxAttempts: 4, base: .seconds(random.below(40)))
        let place = random.unit()
        guard
            case .transition(let transition) = JobStateMachine.decide(record.status, event, now: knowledge.now, retry: retry, random: place)
        else { return nil }
        return JobChange(
            id: record.id, expecting: record.expectation(for: event), transition: transition,
            failure: event.failure ?? JobFailure(type: "Model.Other", message: "step \(number)"))
    }

    private mutating func changeUnderLease(of record: JobRecord) -> JobChange {
        let step = JobChange.Effect.saveStep(name: name(of: .step), result: Data("result \(number)".utf8))
        let report = JobChange.Effect.report(progress())
        let effect = random.pick([step, report, .noteCancelRequest]) ?? report
        return JobChange(id: record.id, expecting: record.expectation(for: .cancel), effect: effect)
    }

    private mutating func expectation(for record: JobRecord?) -> JobChange.Expectation {
        let claim = random.pick(knowledge.claims)
        let held = random.chance(50) ? record?.claim?.lease : nil
        let place = random.pick([0, 0, 1, 2, -1, 7, 8, .max, .min]) ?? 0
        let lease = held ?? Lease(token: claim?.token ?? ClaimToken(high: 404, low: 0), place: place)
        let until = random.chance(50) ? record?.claim?.until ?? knowledge.now : time()
        let state = random.pick(JobState.allCases) ?? .failed
        let choices: [JobChange.Expectation] = [
            .waiting, .leased(lease, cancelRequested: false), .leased(lease, cancelRequested: true), .lapsed(lease, until: until),
            .finished(record?.state.isFinished == true && random.chance(60) ? record?.state ?? state : state),
        ]
        return random.pick(choices) ?? .waiting
    }

    private mutating func effect() -> JobChange.Effect {
        let quarantine = random.pick([nil, nil, 1, 2, 300, Int(Int32.max)]) ?? nil
        let wait = JobChange.Effect.wait(
            due: jobTime(), attempt: random.below(5), deadline: random.chance(30) ? time() : nil, quarantine: quarantine)
        let negative = JobChange.Effect.wait(due: jobTime(), attempt: -1 - random.below(2), deadline: nil)
        let finish = JobChange.Effect.finish(random.pick(JobState.allCases) ?? .failed, output: random.chance(30) ? Data([7]) : nil)
        let step = JobChange.Effect.saveStep(name: name(of: .step), result: Data([UInt8(truncatingIfNeeded: number)]))
        let report = JobChange.Effect.report(progress())
        return random.pick([wait, wait, wait, finish, finish, finish, finish, step, report, .noteCancelRequest, negative]) ?? wait
    }

    private mutating func progress() -> JobProgress {
        let fraction = random.pick([nil, 0, 0.1, 1]) ?? nil
        let message = random.chance(50)
        return JobProgress(stage: name(of: .step), fraction: fraction, message: message ? "step \(number)" : nil)
    }

    private mutating func failure() -> JobChange.Failure {
        let consequence = random.pick(AttemptError.Consequence.allCases) ?? .failed
        return JobChange.Failure(type: "Model.Raw", message: "step \(number)", consequence: consequence)
    }
}
