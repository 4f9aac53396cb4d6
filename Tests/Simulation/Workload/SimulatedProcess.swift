import JobKit
import JobKitTesting
import Logging
import ServiceLifecycle
import Synchronization

/// A process from JobKit's view: a line to the store, a clock that may be wrong, and perhaps a worker.
final class SimulatedProcess: Sendable {
    let number: Int
    let gate = Gate()
    let delays: LineDelays
    let store: any JobStore
    let services: JobServices

    init(number: Int, world: World, skew: Duration) {
        self.number = number
        let clock = world.clock.environment
        let gate = gate
        let environment = JobEnvironment(
            now: { clock.now().advanced(by: skew) }, uptime: clock.uptime,
            sleep: { duration in
                try await clock.sleep(duration)
                await gate.pass()
            }, random: clock.random)
        delays = LineDelays(environment: clock, seed: clock.random(), longPercent: world.mode.longDelayPercent)
        let plan = world.plan
        let recording = RecordingStore(world.store, checker: world.checker, process: number, now: clock.now)
        let line = LineStore(FaultyStore(recording) { plan.fault($0) }, gate: gate, delays: delays)
        world.watch(line, as: "process \(number)")
        store = line
        services = JobServices(
            codec: NumberCodec(), environment: environment, logger: Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() })
    }
}

/// A worker in a process of its own.
final class SimulatedWorker: Sendable {
    let process: SimulatedProcess
    let configuration: WorkerConfiguration
    private let group: ServiceGroup
    private let running: Task<Void, Never>
    private let state = Mutex((isStopping: false, isKilled: false))

    init(_ process: SimulatedProcess, configuration: WorkerConfiguration, handlers: JobHandlers) {
        self.process = process
        self.configuration = configuration
        let worker = Worker(store: process.store, handlers: handlers, configuration: configuration, services: process.services)
        let group = ServiceGroup(services: [worker], logger: process.services.logger)
        self.group = group
        running = Task.detached { try? await group.run() }
    }

    var isKilled: Bool { state.withLock { $0.isKilled } }
    var isServing: Bool { state.withLock { !$0.isStopping && !$0.isKilled } }

    func stopGracefully() async {
        state.withLock { $0.isStopping = true }
        await group.triggerGracefulShutdown()
    }

    func stopAtOnce() {
        state.withLock { $0.isStopping = true }
        running.cancel()
    }

    func freeze() { process.gate.set(.stopped) }

    func thaw() { if !isKilled { process.gate.set(.running) } }

    /// Like `kill -9`: none of its calls reaches the store any more.
    func kill() {
        state.withLock { $0.isKilled = true }
        process.gate.set(.stopped)
    }

    func ended() async { await running.value }

    /// After the checks: releases everything that a killed or frozen process still waits for.
    func dismantle() async {
        process.gate.set(.dismantled)
        running.cancel()
        await running.value
    }
}
