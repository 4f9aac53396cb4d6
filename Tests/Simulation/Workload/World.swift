import JobKit
import JobKitTesting
import Synchronization

/// The state that all parts of a run share.
final class World: Sendable {
    let clock: ManualClock
    let store: any JobStore
    let checker: Checker
    let mode: FaultMode
    let plan: FaultPlan
    private let state: Mutex<State>

    private struct State {
        var random: RandomSource
        var scripts: [Script] = []
        var starts: [JobID: Int] = [:]
        var processes = 0
        var handlers = 0
        var parts: [WeakPart] = []
    }

    private struct WeakPart {
        let name: String
        weak var part: (any AnyObject & Sendable)?
    }

    init(seed: UInt64, mode: FaultMode, breakage: Breakage?, trace: Trace) {
        clock = ManualClock(seed: seed &* 3)
        let memory = InMemoryJobStore(environment: clock.environment)
        store = breakage.map { BrokenStore(memory, $0) } ?? memory
        checker = Checker(trace: trace)
        self.mode = mode
        let clock = clock
        plan = FaultPlan(mode, seed: seed &* 5) { clock.uptime }
        state = Mutex(State(random: RandomSource(seed: seed &* 7)))
    }

    var now: Timestamp { clock.now }

    /// The workload's own choices, apart from JobKit's and the scheduler's.
    func choose<Value>(_ body: (inout RandomSource) -> Value) -> Value { state.withLock { body(&$0.random) } }

    func nextProcess() -> Int {
        state.withLock { state in
            state.processes += 1
            return state.processes
        }
    }

    func add(_ script: Script) -> UInt64 {
        state.withLock { state in
            state.scripts.append(script)
            return UInt64(state.scripts.count - 1)
        }
    }

    /// The play for another start of a job.
    func nextPlay(of number: UInt64, id: JobID) -> Script.Play? {
        state.withLock { state in
            state.handlers += 1
            guard state.scripts.indices.contains(Int(number)) else { return nil }
            let plays = state.scripts[Int(number)].plays
            let start = state.starts[id, default: 0]
            state.starts[id] = start + 1
            return plays.indices.contains(start) ? plays[start] : plays.last
        }
    }

    var handlerCount: Int { state.withLock { $0.handlers } }

    /// Checks at the end whether `part` is gone: a task that waits without end would hold it.
    func watch(_ part: any AnyObject & Sendable, as name: String) {
        state.withLock { $0.parts.append(WeakPart(name: name, part: part)) }
    }

    /// The parts that are still there.
    var remaining: [String] { state.withLock { $0.parts.filter { $0.part != nil }.map(\.name) } }
}
