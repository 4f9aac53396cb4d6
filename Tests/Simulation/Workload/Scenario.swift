import Foundation
import JobKit
import Synchronization

/// A run from the first call to the last: faults for some time, then a whole system, then the final comparison.
final class Scenario: Sendable {
    let world: World
    let clients: [JobQueue]
    let state = Mutex(State())

    struct State {
        var workers: [SimulatedWorker] = []
        var meetings: [Int: Meeting] = [:]
        var ids: [JobID] = []
        /// Calls of callers that have not returned.
        var open = 0
        /// Whether a worker may have lost a lease without a fault of its own.
        var isDisturbed = false
        var stage = "setting up"
        var isOver = false
    }

    init(world: World, clients: Int = 2) {
        self.world = world
        self.clients = (0..<clients).map { _ in
            let skew = world.choose { Duration.milliseconds($0.index(below: 60_000) - 30_000) }
            let process = SimulatedProcess(number: world.nextProcess(), world: world, skew: skew)
            return JobQueue(store: process.store, services: process.services)
        }
    }

    var isOver: Bool { state.withLock { $0.isOver } }

    /// The state of a run that does not come to its end.
    var standing: String {
        let open = state.withLock { "while it was \($0.stage), with \($0.open) calls that have not returned" }
        let unfinished = world.checker { ledger in
            ledger.unfinished.prefix(3).map { "\(ledger.name($0.draft.id)) is \($0.phase)" }.joined(separator: ", ")
        }
        return unfinished.isEmpty ? open : "\(open); \(unfinished)"
    }

    func run(_ trouble: @Sendable (Scenario) async -> Void) async {
        enter("in trouble")
        await trouble(self)
        enter("mending")
        await mend()
        enter("waiting for every job to end")
        await wait { self.world.checker { $0.isQuiet } }
        enter("waiting for every call to return")
        await wait { self.state.withLock { $0.open == 0 } }
        enter("probing for lost slots")
        await probe()
        enter("stopping")
        await stop()
        enter("reckoning")
        await reckon()
        await dismantle()
        state.withLock { $0.isOver = true }
    }

    func enter(_ stage: String) {
        state.withLock { $0.stage = stage }
        world.checker { $0.trace.tell(world.now, 90) { "== \(stage)" } }
    }

    /// Starts a call that the run waits for.
    func call(_ body: @escaping @Sendable () async -> Void) {
        state.withLock { $0.open += 1 }
        Task.detached {
            await body()
            self.state.withLock { $0.open -= 1 }
        }
    }

    func pause(_ range: ClosedRange<Int>) async {
        let duration = world.choose { $0.milliseconds(range) }
        try? await world.clock.environment.sleep(duration)
    }

    /// Checks repeatedly; the simulation ends a run that takes too long.
    func wait(_ condition: @Sendable () -> Bool) async {
        while !condition() { try? await world.clock.environment.sleep(.milliseconds(700)) }
    }

    @discardableResult
    func startWorker(id: String? = nil, concurrency: Int? = nil) -> SimulatedWorker {
        let (configuration, skew) = world.choose { random in
            var configuration = WorkerConfiguration(queues: ["north", "south"])
            configuration.concurrency = concurrency ?? 1 + random.index(below: 3)
            configuration.lease = random.milliseconds(2_000...8_000)
            // Where nothing fails, signals and due times must be enough: a lost wake-up then brings the run to a standstill.
            let isSpared = world.mode == .none
            configuration.pollInterval = isSpared ? .seconds(100_000) : random.milliseconds(2_000...9_000)
            configuration.sweepInterval = random.milliseconds(1_500...7_000)
            configuration.gracePeriod = random.milliseconds(0...6_000)
            configuration.cancellationGrace = random.milliseconds(0...3_000)
            if random.chance(20) {
                configuration.retention = Retention(
                    completed: random.milliseconds(1_000...20_000), failed: nil, cancelled: .seconds(5), expired: .zero)
            }
            return (configuration, Duration.milliseconds(random.index(below: 60_000) - 30_000))
        }
        let process = SimulatedProcess(number: world.nextProcess(), world: world, skew: skew)
        var named = configuration
        named.id = id ?? "worker-\(process.number)"
        named.queues.append("probe-\(process.number)")
        let meeting = Meeting(of: named.concurrency)
        let handlers = ScriptedHandlers(world: world, process: process, meeting: meeting).make()
        let slots = named.concurrency
        world.checker { ledger in
            ledger.concurrency[process.number] = slots
            ledger.trace.tell(world.now, 91) { "worker \(named.id ?? "") starts as process \(process.number) with \(slots) slots" }
        }
        let worker = SimulatedWorker(process, configuration: named, handlers: handlers)
        state.withLock { state in
            state.workers.append(worker)
            state.meetings[process.number] = meeting
        }
        return worker
    }

    var workers: [SimulatedWorker] { state.withLock { $0.workers } }
}
