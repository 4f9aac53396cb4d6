import JobKit
import JobKitTesting

/// One run: a seed, a fault mode of the store, a workload.
struct Simulation {
    enum Workload: Sendable {
        case seeded
        /// The same few jobs in every run.
        case small
    }

    struct Outcome: Sendable {
        var seed: UInt64
        var mode: FaultMode
        var violation: String?
        var hash: UInt64
        var calls: Int
        var handlers: Int
        var injected: [FaultyStore.Verb: Int]
        var jobs: Int
        var duration: Duration
    }

    let seed: UInt64
    var workload = Workload.seeded
    /// Chosen by the seed unless given.
    var mode: FaultMode?
    var breakage: Breakage?
    var isTraced = false

    /// No regular run comes near these; one that passes them does not come to rest.
    private static let stepLimit = 400_000
    private static let timeLimit = Duration.seconds(1_200)

    func run() -> Outcome {
        var random = RandomSource(seed: seed)
        let chosen = FaultMode(&random)
        let trace = Trace(isTold: isTraced)
        let world = World(seed: random.next(), mode: mode ?? chosen, breakage: breakage, trace: trace)
        Scheduler.begin(seed: random.next())
        drive(world, trace)
        return Outcome(
            seed: seed, mode: world.mode, violation: trace.violation, hash: trace.hash, calls: world.plan.calls,
            handlers: world.handlerCount,
            injected: world.plan.injected, jobs: world.checker { $0.acknowledged.count }, duration: world.clock.uptime)
    }

    private func drive(_ world: World, _ trace: Trace) {
        var scenario: Scenario? = Scenario(world: world)
        start(scenario)
        var steps = 0
        // After a violation the rest of the run matters only for a trace.
        while steps < Self.stepLimit, isTraced || trace.violation == nil {
            if let index = Scheduler.runOne() {
                steps += 1
                trace.fold(UInt64(index))
            } else if scenario?.isOver != false, world.clock.sleeperCount == 0 {
                break
            } else if let next = world.clock.nextWakeUp, next < Self.timeLimit {
                world.clock.advance(by: next - world.clock.uptime)
            } else {
                break
            }
        }
        if steps >= Self.stepLimit { trace.violated("it does not come to rest") }
        guard trace.violation == nil else { return }
        if let scenario, !scenario.isOver { return trace.violated("it came to a standstill \(scenario.standing)") }
        scenario = nil
        let remaining = world.remaining
        if !remaining.isEmpty { trace.violated("something waits for ever and keeps \(remaining.joined(separator: ", "))") }
    }

    private func start(_ scenario: Scenario?) {
        let workload = workload
        Task.detached {
            await scenario?.run { scenario in
                switch workload {
                case .seeded: await scenario.seededTrouble()
                case .small: await scenario.smallTrouble()
                }
            }
        }
    }
}
