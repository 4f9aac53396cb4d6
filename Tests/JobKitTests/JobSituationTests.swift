import Foundation
import JobKit
import Testing

@Suite("The answer to a change")
struct JobSituationTests {
    private static let now = Timestamp(microseconds: 10_000_000)
    private static let lease = Lease(token: ClaimToken(high: 1, low: 2), place: 3)
    private static let other = Lease(token: lease.token, place: 4)
    private static let wait = JobChange.Effect.wait(due: .now, attempt: 1, deadline: nil)
    private static let end = JobChange.Effect.finish(.failed, output: nil)
    private static let expiry = JobChange.Effect.finish(.expired, output: nil)

    private static func running(_ lease: Lease = lease, until: Timestamp = now, cancelRequested: Bool = false) -> JobSituation {
        .running(lease, until: until, cancelRequested: cancelRequested)
    }

    /// Expectation, effect, situation, answer.
    private static let rows: [(JobChange.Expectation, JobChange.Effect, JobSituation, ApplyResult)] = [
        (.waiting, end, .missing, .missing),
        (.leased(lease, cancelRequested: false), end, .missing, .missing),
        (.waiting, end, .waiting(deadline: nil), .applied),
        (.waiting, end, running(), .superseded),
        (.waiting, end, .finished(.failed), .superseded),
        (.waiting, expiry, .waiting(deadline: nil), .superseded),
        (.waiting, expiry, .waiting(deadline: now.advanced(by: .microseconds(1))), .superseded),
        (.waiting, expiry, .waiting(deadline: now), .applied),
        (.finished(.failed), wait, .finished(.failed), .applied),
        (.finished(.failed), wait, .finished(.cancelled), .superseded),
        (.finished(.failed), wait, .waiting(deadline: nil), .superseded),
        (.leased(lease, cancelRequested: false), wait, running(), .applied),
        (.leased(lease, cancelRequested: false), wait, running(other), .superseded),
        (.leased(lease, cancelRequested: false), wait, running(cancelRequested: true), .cancelRequested),
        (.leased(lease, cancelRequested: true), wait, running(cancelRequested: true), .applied),
        (.leased(lease, cancelRequested: false), end, running(cancelRequested: true), .applied),
        (.leased(lease, cancelRequested: false), end, running(until: Timestamp(microseconds: 0)), .applied),
        (.leased(lease, cancelRequested: false), end, .waiting(deadline: nil), .superseded),
        (.lapsed(lease, until: now), wait, running(), .applied),
        (.lapsed(lease, until: now), wait, running(other), .superseded),
        (.lapsed(lease, until: now), wait, running(until: now.advanced(by: .seconds(1))), .superseded),
        (.lapsed(lease, until: now.advanced(by: .microseconds(1))), wait, running(until: now.advanced(by: .microseconds(1))), .superseded),
        (.lapsed(lease, until: now), wait, running(cancelRequested: true), .cancelRequested),
        (.lapsed(lease, until: now), end, running(cancelRequested: true), .applied),
    ]

    @Test("Each expectation is held against how the job stands", arguments: Self.rows.indices)
    func answers(index: Int) {
        let (expecting, effect, situation, answer) = Self.rows[index]
        let change = JobChange(id: JobID(high: 1, low: 1), expecting: expecting, effect: effect)
        #expect(change.answer(to: situation, at: Self.now) == answer, "\(expecting), \(effect), \(situation)")
    }
}
