import Foundation
import Testing

@testable import JobKit

@Suite("How much a worker asks for")
struct WorkerSlotsTests {
    private func jobs(
        _ count: Int, token: UInt64 = 1, kind: String = "k", queue: String = "q", at uptime: Duration = .zero, deadline: Duration? = nil,
        quarantine: Int? = nil
    ) -> [HeldJob] {
        let start = Timestamp(microseconds: 1_000_000_000)
        return (0..<count).map { place in
            let job = ClaimedJob(
                id: JobID(high: token, low: UInt64(place)), lease: Lease(token: ClaimToken(high: token, low: 0), place: place), kind: kind,
                version: 1, payload: Data(), queue: queue, priority: .normal, tags: [], headers: [:], attempt: 1, maxAttempts: 3,
                timeout: nil, deadline: deadline.map { start.advanced(by: $0) }, createdAt: start, dueAt: start, quarantine: quarantine)
            return HeldJob(job: job, claimed: ClaimMoment(store: start.advanced(by: uptime), uptime: uptime))
        }
    }

    private func places(_ jobs: [HeldJob]) -> [Int] { jobs.map(\.lease.place) }

    @Test("It asks for as many as it can start, and for none beyond while it does not know how long handlers take")
    func fresh() {
        var slots = WorkerSlots(concurrency: 4)
        #expect(slots.claimLimit(now: .zero) == 4)
        let result1 = slots.accept(jobs(3), now: .zero)
        #expect(result1.start.count == 3)
        #expect(slots.claimLimit(now: .zero) == 1)
        let result2 = slots.accept(jobs(1, token: 2), now: .zero)
        #expect(result2.start.count == 1)
        #expect(slots.claimLimit(now: .zero) == 0)
    }

    @Test("A slot is held until its outcome is stored, yet may be asked for while that is under way, unless it fails")
    func settling() {
        var slots = WorkerSlots(concurrency: 2)
        let first = slots.accept(jobs(2), now: .zero).start
        for held in first { slots.ended(held, seconds: 10) }
        #expect(slots.claimLimit(now: .zero, settlesFail: true) == 0)
        #expect(slots.claimLimit(now: .zero) == 2)
        let result3 = slots.accept(jobs(2, token: 2), now: .zero)
        #expect(result3.start.isEmpty)
        #expect(slots.claimLimit(now: .zero) == 0)
        for held in first { slots.settled(kind: held.job.kind) }
        let second = slots.fill(now: .zero).start
        #expect(second.map(\.lease.token.high) == [2, 2])
        #expect(!slots.isIdle)
        for held in second {
            slots.ended(held, seconds: 10)
            slots.settled(kind: held.job.kind)
        }
        #expect(slots.isIdle)
    }

    private func slots(_ concurrency: Int, after seconds: Double) -> WorkerSlots {
        var slots = WorkerSlots(concurrency: concurrency)
        let running = slots.accept(jobs(concurrency), now: .zero).start
        slots.ended(running[0], seconds: seconds)
        slots.settled(kind: "k")
        return slots
    }

    @Test("Short handlers let it claim ahead, at most once its concurrency; long ones do not")
    func lookahead() {
        #expect(slots(10, after: 0.001).claimLimit(now: .zero) == 11)
        #expect(slots(10, after: 30).claimLimit(now: .zero) == 1)
    }

    @Test("How long the handlers of another kind take says nothing of what runs")
    func byKind() {
        var slots = slots(1, after: 0.001)
        #expect(slots.claimLimit(now: .zero) == 2)
        let slow = slots.accept(jobs(1, token: 2, kind: "slow"), now: .zero).start
        #expect(slots.claimLimit(now: .zero) == 0)
        slots.ended(slow[0], seconds: 9)
        slots.settled(kind: "slow")
        #expect(slots.claimLimit(now: .zero) == 1, "the next may be slow again")
    }

    @Test("With jobs in hand it does not make claims of one")
    func worthwhile() {
        var slots = WorkerSlots(concurrency: 10)
        let running = slots.accept(jobs(10), now: .zero).start
        slots.ended(running[0], seconds: 0.001)
        slots.settled(kind: "k")
        _ = slots.accept(jobs(11, token: 2), now: .zero)
        #expect(slots.buffered.count == 10 && slots.claimLimit(now: .zero) == 0)
        for held in running[1...4] { slots.ended(held, seconds: 0.001) }
        #expect(slots.claimLimit(now: .zero) == 0)
        slots.ended(running[5], seconds: 0.001)
        #expect(slots.claimLimit(now: .zero) == 5)
    }

    @Test("A held job goes back after a tenth of a second, whether or not something has ended meanwhile, and less is claimed ahead")
    func age() {
        var slots = slots(4, after: 0.001)
        _ = slots.accept(jobs(3, token: 2), now: .zero)
        _ = slots.accept(jobs(2, token: 3, at: .milliseconds(50)), now: .milliseconds(50))
        #expect(slots.buffered.count == 4 && slots.nextRelease == .milliseconds(100))
        let result4 = slots.releaseAged(now: .milliseconds(99))
        #expect(result4.isEmpty)
        let result5 = slots.releaseAged(now: .milliseconds(100))
        #expect(result5.map(\.lease.token.high) == [2, 2])
        #expect(slots.nextRelease == .milliseconds(150))
        let result6 = slots.releaseAged(now: .seconds(9))
        #expect(result6.count == 2 && slots.nextRelease == nil)
        #expect(slots.claimLimit(now: .seconds(9)) <= 1)
    }

    @Test("A held job also goes back where nothing runs")
    func ageWhileSettling() {
        var slots = slots(1, after: 0.001)
        let running = slots.accept(jobs(2, token: 2), now: .zero).start
        slots.ended(running[0], seconds: 0.001)
        #expect(slots.running == 0)
        let result7 = slots.releaseAged(now: .milliseconds(100))
        #expect(places(result7) == [1])
    }

    @Test("A job whose deadline has passed while it was held is given back, and not started")
    func deadline() {
        var slots = WorkerSlots(concurrency: 1)
        let first = slots.accept(jobs(1), now: .zero).start
        _ = slots.accept(jobs(1, token: 2, deadline: .seconds(5)) + jobs(1, token: 3, deadline: .seconds(6)), now: .zero)
        slots.ended(first[0], seconds: nil)
        slots.settled(kind: "k")
        let turn = slots.fill(now: .seconds(5))
        #expect(turn.giveBack.map(\.lease.token.high) == [2] && turn.sawPassedDeadline)
        #expect(turn.start.map(\.lease.token.high) == [3])
    }

    @Test("What is held of a queue that a claim shows as paused goes back")
    func pause() {
        var slots = WorkerSlots(concurrency: 1)
        _ = slots.accept(jobs(2) + jobs(1, token: 2, queue: "other"), now: .zero)
        let turn = slots.accept([], paused: ["q"], now: .zero)
        #expect(turn.giveBack.map(\.lease.token.high) == [1])
        #expect(slots.buffered.map(\.lease.token.high) == [2])
    }

    @Test(
        "A job in quarantine of one is held alone: it goes back with what was claimed with it, is asked for again, and nothing is claimed while it runs"
    )
    func alone() {
        var slots = WorkerSlots(concurrency: 4)
        let first = slots.accept(jobs(1, quarantine: 1) + jobs(3, token: 2), now: .zero)
        #expect(first.start.isEmpty && first.giveBack.map(\.lease.token.high) == [1, 2, 2, 2])
        #expect(slots.claimLimit(now: .zero) == 1)
        let turn = slots.accept(jobs(1, token: 3, quarantine: 1), now: .zero)
        #expect(turn.start.map(\.lease.token.high) == [3] && turn.giveBack.isEmpty)
        #expect(slots.claimLimit(now: .zero) == 0)
        slots.ended(turn.start[0], seconds: 0.001)
        slots.settled(kind: "k")
        #expect(slots.claimLimit(now: .zero) > 3)
    }

    @Test("Beside a job in quarantine of three run two at most, and nothing is claimed ahead")
    func three() {
        var slots = WorkerSlots(concurrency: 8)
        let tooMany = slots.accept(jobs(1, quarantine: 3) + jobs(1, token: 2, quarantine: 5) + jobs(6, token: 3), now: .zero)
        #expect(tooMany.start.isEmpty && tooMany.giveBack.count == 8)
        #expect(slots.claimLimit(now: .zero) == 1)
        let one = slots.accept(jobs(1, quarantine: 3), now: .zero)
        #expect(one.start.count == 1 && slots.claimLimit(now: .zero) == 2)
        let turn = slots.accept(jobs(1, token: 2, quarantine: 5) + jobs(1, token: 3), now: .zero)
        #expect(turn.start.map(\.lease.token.high) == [2, 3] && turn.giveBack.isEmpty)
        #expect(slots.claimLimit(now: .zero) == 0)
        slots.ended(turn.start[1], seconds: 0.001)
        #expect(slots.claimLimit(now: .zero) == 1)
        slots.ended(one.start[0], seconds: 0.001)
        #expect(slots.claimLimit(now: .zero) == 4, "five are the most now, and one runs")
    }

    @Test("A job in quarantine that does not fit beside what runs goes back, and the worker makes room for it for a while")
    func room() {
        var slots = WorkerSlots(concurrency: 4)
        let running = slots.accept(jobs(2), now: .zero).start
        let turn = slots.accept(jobs(1, token: 2, quarantine: 2) + jobs(1, token: 3), now: .zero)
        #expect(turn.start.isEmpty && turn.giveBack.map(\.lease.token.high) == [2, 3])
        #expect(slots.claimLimit(now: .zero) == 0)
        slots.ended(running[0], seconds: nil)
        slots.settled(kind: "k")
        #expect(slots.claimLimit(now: .zero) == 1)
        let result8 = slots.accept(jobs(1, token: 4, quarantine: 2), now: .zero)
        #expect(result8.start.count == 1)
        var busy = WorkerSlots(concurrency: 4)
        _ = busy.accept(jobs(2), now: .zero)
        _ = busy.accept(jobs(1, token: 2, quarantine: 2), now: .zero)
        #expect(busy.claimLimit(now: .seconds(29)) == 0 && busy.clearingUntil == .seconds(30))
        #expect(busy.claimLimit(now: .seconds(30)) == 2)
    }

    @Test("Where no room came for a job in quarantine, it alone is put off, and the worker works on with what there is")
    func noRoom() {
        var slots = WorkerSlots(concurrency: 4)
        let long = slots.accept(jobs(1), now: .zero).start
        _ = slots.accept(jobs(1, token: 2, quarantine: 1) + jobs(2, token: 3), now: .zero)
        #expect(slots.claimLimit(now: .seconds(29)) == 0)
        let turn = slots.accept(jobs(1, token: 4, quarantine: 1) + jobs(2, token: 5), now: .seconds(30))
        #expect(turn.start.map(\.lease.token.high) == [5, 5])
        #expect(turn.putOff.map(\.lease.token.high) == [4] && turn.giveBack.isEmpty)
        #expect(slots.claimLimit(now: .seconds(30)) == 1, "ordinary work goes on")
        let again = slots.accept(jobs(1, token: 6, quarantine: 1), now: .seconds(60))
        #expect(again.putOff.count == 1 && slots.claimLimit(now: .seconds(60)) == 1, "no room is made again so soon")
        for job in long + turn.start {
            slots.ended(job, seconds: nil)
            slots.settled(kind: "k")
        }
        let alone = slots.accept(jobs(1, token: 7, quarantine: 1), now: .seconds(61))
        #expect(alone.start.count == 1)
    }

    @Test("Room that is made for a job in quarantine is kept until something is claimed")
    func roomIsKept() {
        var slots = WorkerSlots(concurrency: 4)
        let tooMany = slots.accept(jobs(4, quarantine: 1), now: .zero)
        #expect(tooMany.giveBack.count == 4 && slots.claimLimit(now: .zero) == 1)
        // The jobs are on their way back into the store.
        let nothing = slots.accept([], now: .zero)
        #expect(nothing.start.isEmpty && slots.claimLimit(now: .zero) == 1)
        let first = slots.accept(jobs(1, token: 2, quarantine: 1), now: .zero)
        #expect(first.start.count == 1 && slots.claimLimit(now: .zero) == 0)
    }

    @Test("A handler that waits for other jobs leaves its slot to them")
    func parked() {
        var slots = WorkerSlots(concurrency: 1)
        _ = slots.accept(jobs(1), now: .zero)
        #expect(slots.claimLimit(now: .zero) == 0)
        slots.parked = 1
        #expect(slots.claimLimit(now: .zero) == 1)
        let result9 = slots.accept(jobs(1, token: 2), now: .zero)
        #expect(result9.start.count == 1)
        slots.parked = 0
        let result10 = slots.fill(now: .zero)
        #expect(slots.claimLimit(now: .zero) == 0 && result10.start.isEmpty)
    }

    @Test("A job in quarantine of one that waits for another lets that one run")
    func parkedAlone() {
        var slots = WorkerSlots(concurrency: 4)
        _ = slots.accept(jobs(1, quarantine: 1), now: .zero)
        slots.parked = 1
        #expect(slots.claimLimit(now: .zero) == 1)
        let child = slots.accept(jobs(1, token: 2), now: .zero)
        #expect(child.start.count == 1 && child.giveBack.isEmpty)
    }

    @Test("Draining hands over what has not started, and starts and asks for nothing more")
    func draining() {
        var slots = WorkerSlots(concurrency: 1)
        let running = slots.accept(jobs(3), now: .zero).start
        let result11 = slots.drain()
        #expect(places(result11) == [1, 2])
        #expect(slots.claimLimit(now: .zero) == 0 && !slots.isIdle)
        slots.ended(running[0], seconds: nil)
        slots.settled(kind: "k")
        let result12 = slots.fill(now: .zero)
        #expect(result12.start.isEmpty && slots.isIdle)
    }

    @Test("Single jobs can be taken out of what is held")
    func taking() {
        var slots = WorkerSlots(concurrency: 1)
        _ = slots.accept(jobs(3) + jobs(1, token: 2), now: .zero)
        let result13 = slots.take([Lease(token: ClaimToken(high: 1, low: 0), place: 2)])
        #expect(places(result13) == [2])
        #expect(slots.buffered.map(\.lease.token.high) == [1, 2])
    }
}
