import Foundation
import Testing

@testable import JobKit

@Suite("How much a worker asks for")
struct WorkerSlotsTests {
    private func jobs(_ count: Int, token: UInt64 = 1) -> [ClaimedJob] {
        (0..<count).map { place in
            ClaimedJob(
                id: JobID(high: token, low: UInt64(place)), lease: Lease(token: ClaimToken(high: token, low: 0), place: place), kind: "k",
                version: 1, payload: Data(), queue: "q", priority: .normal, tags: [], headers: [:], attempt: 1, maxAttempts: 3,
                timeout: nil,
                deadline: nil, createdAt: Timestamp(microseconds: 1), dueAt: Timestamp(microseconds: 2))
        }
    }

    @Test("It asks for as many as it can start, and for none beyond while it does not know how long handlers take")
    func fresh() {
        var slots = WorkerSlots(concurrency: 4)
        #expect(slots.claimLimit == 4)
        #expect(slots.accept(jobs(3)).count == 3)
        #expect(slots.claimLimit == 1)
        #expect(slots.accept(jobs(1, token: 2)).count == 1)
        #expect(slots.claimLimit == 0)
    }

    @Test("A slot is held until its outcome is stored, yet may be asked for while that is under way")
    func settling() {
        var slots = WorkerSlots(concurrency: 2)
        _ = slots.accept(jobs(2))
        slots.ended(2, seconds: 10)
        #expect(slots.claimLimit == 2)
        #expect(slots.accept(jobs(2, token: 2)).isEmpty)
        #expect(slots.claimLimit == 0)
        #expect(slots.settled(2).map(\.lease.token.high) == [2, 2])
        #expect(!slots.isIdle)
        slots.ended(2, seconds: 10)
        #expect(slots.settled(2).isEmpty && slots.isIdle)
    }

    @Test("Short handlers let it claim ahead, at most once its concurrency; long ones do not")
    func lookahead() {
        var short = WorkerSlots(concurrency: 10)
        _ = short.accept(jobs(10))
        short.ended(1, seconds: 0.001)
        _ = short.settled(1)
        #expect(short.claimLimit == 11)
        var long = WorkerSlots(concurrency: 10)
        _ = long.accept(jobs(10))
        long.ended(1, seconds: 30)
        _ = long.settled(1)
        #expect(long.claimLimit == 1)
    }

    @Test("With jobs in hand it does not make claims of one")
    func worthwhile() {
        var slots = WorkerSlots(concurrency: 10)
        _ = slots.accept(jobs(10))
        slots.ended(1, seconds: 0.001)
        _ = slots.settled(1)
        _ = slots.accept(jobs(11, token: 2))
        #expect(slots.buffered.count == 10 && slots.claimLimit == 0)
        slots.ended(4, seconds: 0.001)
        #expect(slots.claimLimit == 0)
        slots.ended(1, seconds: 0.001)
        #expect(slots.claimLimit == 5)
    }

    @Test("Draining hands over what has not started, and starts and asks for nothing more")
    func draining() {
        var slots = WorkerSlots(concurrency: 1)
        _ = slots.accept(jobs(3))
        #expect(slots.drain().map(\.lease.place) == [1, 2])
        #expect(slots.claimLimit == 0 && !slots.isIdle)
        slots.ended(1, seconds: nil)
        #expect(slots.settled(1).isEmpty && slots.isIdle)
    }

    @Test("Jobs of a lost claim, and single ones, can be taken out of what is held")
    func taking() {
        var slots = WorkerSlots(concurrency: 1)
        _ = slots.accept(jobs(3) + jobs(3, token: 2))
        #expect(slots.take([Lease(token: ClaimToken(high: 1, low: 0), place: 2)]).map(\.lease.place) == [2])
        slots.drop(ClaimToken(high: 2, low: 0))
        #expect(slots.buffered.map(\.lease) == [Lease(token: ClaimToken(high: 1, low: 0), place: 1)])
    }
}
