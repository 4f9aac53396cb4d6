import JobKit
import JobKitTesting
import Synchronization

/// Decides which calls fail, counting those of all processes together.
final class FaultPlan: Sendable {
    private struct State {
        var random: RandomSource
        var calls = 0
        var refusable = 0
        var isHealed = false
        var outageEnd: Duration = .zero
        var nextOutage: Duration
        var injected: [FaultyStore.Verb: Int] = [:]
    }

    private let mode: FaultMode
    private let uptime: @Sendable () -> Duration
    private let state: Mutex<State>

    init(_ mode: FaultMode, seed: UInt64, uptime: @escaping @Sendable () -> Duration) {
        self.mode = mode
        self.uptime = uptime
        var random = RandomSource(seed: seed)
        let first = random.milliseconds(500...8_000)
        state = Mutex(State(random: random, nextOutage: first))
    }

    var calls: Int { state.withLock { $0.calls } }
    var injected: [FaultyStore.Verb: Int] { state.withLock { $0.injected } }

    /// From now on only calls that were named by number fail.
    func heal() { state.withLock { $0.isHealed = true } }

    func fault(_ call: FaultyStore.Call) -> FaultyStore.Fault? {
        let now = uptime()
        return state.withLock { state in
            state.calls += 1
            let fault = fault(call.verb, now: now, &state)
            if fault != nil { state.injected[call.verb, default: 0] += 1 }
            return fault
        }
    }

    private func fault(_ verb: FaultyStore.Verb, now: Duration, _ state: inout State) -> FaultyStore.Fault? {
        switch mode {
        case .none, .delays: return nil
        case .outageAt(let number): return state.calls == number ? .outage : nil
        case .lostReplyAt(let number): return state.calls == number ? .lostReply : nil
        case .refusalAt(let number):
            guard [.enqueue, .claim, .apply, .renew].contains(verb) else { return nil }
            state.refusable += 1
            return state.refusable == number ? .refusal : nil
        case .random(let percent): return atRandom(percent, &state)
        case .outages: return inOutage(now, &state)
        case .everything: return inOutage(now, &state) ?? atRandom(4, &state)
        }
    }

    private func atRandom(_ percent: Int, _ state: inout State) -> FaultyStore.Fault? {
        guard !state.isHealed, state.random.chance(percent) else { return nil }
        return state.random.chance(50) ? .outage : .lostReply
    }

    private func inOutage(_ now: Duration, _ state: inout State) -> FaultyStore.Fault? {
        guard !state.isHealed else { return nil }
        if now >= state.nextOutage {
            state.outageEnd = now + state.random.milliseconds(50...9_000)
            state.nextOutage = state.outageEnd + state.random.milliseconds(500...12_000)
            // A call under way when a database goes down may have been carried out.
            return .lostReply
        }
        return now < state.outageEnd ? .outage : nil
    }
}

extension FaultyStore.Fault {
    /// The store refuses a value; nothing happens.
    static let refusal = FaultyStore.Fault.before(
        JobStoreError(.internalInconsistency, subject: "do it", cause: "a fault was asked for", remedy: "Try again."))
}
