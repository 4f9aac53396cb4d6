import Foundation
import JobKit
import Synchronization

/// Handlers that play their job's script and report their actions to the checker.
struct ScriptedHandlers: Sendable {
    let world: World
    let process: SimulatedProcess
    /// Filled by probes, when every slot of the worker runs one.
    let meeting: Meeting

    struct Failure: Error, CustomStringConvertible {
        var description: String { "as its script says" }
    }

    func make() -> JobHandlers {
        var handlers = JobHandlers()
        handlers.add(Steady.self) { try await play($0, $1) }
        handlers.add(Growing.self) { try await play($0, $1) }
        handlers.add(Once.self) { try await play($0, $1) }
        handlers.add(Choosy.self) { try await play($0, $1) }
        handlers.add(Probe.self) { job, context in
            try await told(context) {
                await meeting.join()
                return job.number
            }
        }
        return handlers
    }

    private func play<J: ScriptedJob>(_ job: J, _ context: JobContext) async throws -> UInt64 {
        try await told(context) {
            guard let play = world.nextPlay(of: job.number, id: context.id) else { throw Failure() }
            for act in play.acts { try await perform(act, context) }
            switch play.ending {
            case .succeed: return job.number << 16 | UInt64(context.job.attempt)
            case .fail: throw Failure()
            case .failForGood: throw DoNotRetry("as its script says")
            case .retryAfter(let delay): throw RetryAfter(delay, "as its script says")
            case .snooze(let delay): throw Snooze(for: delay)
            }
        }
    }

    private func told(_ context: JobContext, _ body: () async throws -> UInt64) async throws -> UInt64 {
        let lease = context.job.lease
        world.checker {
            $0.started(context.id, lease, attempt: context.job.attempt, process: process.number, now: world.now)
        }
        do {
            let output = try await body()
            let data = try process.services.codec.encode(output)
            world.checker { $0.returned(lease, data, now: world.now) }
            return output
        } catch {
            world.checker { $0.threw(lease, error, cancelled: context.cancellation, now: world.now) }
            throw error
        }
    }

    private func perform(_ act: Script.Act, _ context: JobContext) async throws {
        let environment = process.services.environment
        switch act {
        case .work(let duration): try await environment.sleep(duration)
        case .workDeaf(let duration): await Task.detached { try? await environment.sleep(duration) }.value
        case .hang: try await environment.sleep(.seconds(1_000_000))
        case .hangDeaf: await process.gate.waitUntilDismantled()
        case .report:
            let progress = JobProgress(stage: "stage", fraction: 0.5, message: "\(context.job.attempt) \(environment.uptime())")
            try await context.progress(stage: progress.stage, fraction: progress.fraction, message: progress.message)
            world.checker { $0.heardReport(progress, of: context.id, context.job.lease, now: world.now) }
        case .step(let number):
            let name = "step-\(number)"
            let result = try await context.step(name) { () async throws -> UInt64 in
                world.checker { $0.ranStep(name, of: context.id, context.job.lease, now: world.now) }
                let duration = world.choose { $0.milliseconds(0...1_500) }
                try await environment.sleep(duration)
                // Every body has a result of its own, so that a second one would show.
                return environment.random()
            }
            let data = try process.services.codec.encode(result)
            world.checker { $0.heardStep(name, of: context.id, data, now: world.now) }
        }
    }
}

/// Where the probes of a worker wait for each other.
final class Meeting: Sendable {
    private let state: Mutex<(missing: Int, waiting: [CheckedContinuation<Void, Never>])>

    init(of count: Int) {
        state = Mutex((count, []))
    }

    var isComplete: Bool { state.withLock { $0.missing <= 0 } }

    func join() async {
        await withCheckedContinuation { continuation in
            let everybody = state.withLock { state in
                state.missing -= 1
                state.waiting.append(continuation)
                guard state.missing <= 0 else { return [CheckedContinuation<Void, Never>]() }
                defer { state.waiting = [] }
                return state.waiting
            }
            for waiting in everybody { waiting.resume() }
        }
    }

    /// Releases the probes that have come.
    func giveUp() {
        let waiting = state.withLock { state in
            state.missing = 0
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
