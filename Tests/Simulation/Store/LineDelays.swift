import JobKit
import Synchronization

/// The delays of calls and replies: most take no time, in which others may still overtake them; some a moment; where the seed decides so, a
/// few are so long that leases lapse meanwhile.
final class LineDelays: Sendable {
    private struct State {
        var random: RandomSource
        var longPercent: Int
    }

    private let state: Mutex<State>
    private let environment: JobEnvironment

    init(environment: JobEnvironment, seed: UInt64, longPercent: Int) {
        self.environment = environment
        state = Mutex(State(random: RandomSource(seed: seed), longPercent: longPercent))
    }

    /// From now on there are no long delays.
    func heal() { state.withLock { $0.longPercent = 0 } }

    func pass() async {
        let delay = state.withLock { state -> Duration? in
            if state.longPercent > 0, state.random.chance(state.longPercent) { return state.random.milliseconds(1_000...12_000) }
            switch state.random.below(16) {
            case 0: return state.random.milliseconds(1...40)
            case 1...6: return .zero
            default: return nil
            }
        }
        guard let delay else { return }
        if delay == .zero { await Scheduler.pause() } else { try? await environment.sleep(delay) }
    }
}
