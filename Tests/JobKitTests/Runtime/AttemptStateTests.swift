import Testing

@testable import JobKit

@Suite("An attempt")
struct AttemptStateTests {
    @Test("begins once")
    func once() {
        var state = AttemptState.waiting
        let first = state.begin(at: .seconds(5))
        let second = state.begin(at: .seconds(6))
        #expect(first && !second && state.runningSince == .seconds(5))
    }

    @Test("that is cancelled before its handler began is released, and its handler never begins")
    func cancelledBefore() {
        for reason in [CancellationReason.requested, .shutdown, .leaseLost, .timedOut] {
            var state = AttemptState.waiting
            let cancelling = state.cancel(reason)
            let (begins, settles) = (state.begin(at: .zero), state.settle())
            #expect(cancelling == .release && !begins && !settles && state.isSettled && state.cancellation == reason)
        }
    }

    @Test("that is settled never begins, and is settled once")
    func settled() {
        var state = AttemptState.waiting
        let (settles, begins, again) = (state.settle(), state.begin(at: .zero), state.settle())
        #expect(settles && !begins && !again)
    }

    @Test("keeps the first reason to end, except that a lost lease overrides all others")
    func reasons() {
        var state = AttemptState.running(since: .zero)
        let (first, second) = (state.cancel(.timedOut), state.cancel(.requested))
        #expect(first == .cancelHandler && second == .cancelHandler && state.cancellation == .timedOut)
        _ = state.cancel(.leaseLost)
        #expect(state.cancellation == .leaseLost)
        let settles = state.settle()
        #expect(settles && state.cancellation == .leaseLost)
    }

    @Test("is watched once, when it was told to end and until it is settled")
    func watched() {
        var state = AttemptState.running(since: .zero)
        let early = state.watch()
        _ = state.cancel(.shutdown)
        let (first, second) = (state.watch(), state.watch())
        #expect(!early && first && !second)
        var over = AttemptState.running(since: .zero)
        _ = over.cancel(.shutdown)
        _ = over.settle()
        let late = over.watch()
        #expect(!late)
    }
}
