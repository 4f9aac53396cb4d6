import Foundation
import JobKit

extension Scenario {
    /// The seed's run: enqueues, callers that cancel and retry, and workers that start, stop, freeze and die.
    func seededTrouble() async {
        for _ in 0..<world.choose({ 1 + $0.index(below: 3) }) { startWorker() }
        // Without any fault the rules are stricter: no lease lapses, and no worker leaves one behind.
        let isCalm = world.mode == .none && world.choose { $0.chance(70) }
        for _ in 0..<world.choose({ 6 + $0.index(below: 14) }) {
            await pause(0...2_500)
            switch world.choose({ $0.below(28) }) {
            case 21 where isCalm, 22 where isCalm:
                call { await self.enqueueMany() }
                await pause(0...5)
                await stopOne()
                startWorker()
            case 23...25 where isCalm: call { await self.enqueueMany() }
            case 0...8: call { await self.enqueueOne() }
            case 9...11: call { await self.enqueueMany() }
            case 12: for _ in 0..<world.choose({ 2 + $0.index(below: 5) }) { call { await self.enqueueOne() } }
            case 13...15: call { await self.cancelOne() }
            case 16, 17: call { await self.retryOne() }
            case 18: call { await self.setPaused() }
            case 19: call { await self.followOne() }
            case 20: await stopOne()
            case 21, 22: killOne()
            case 23, 24: call { await self.freezeOne() }
            case 25: await correctWallClock()
            case 26: call { await self.look() }
            default: startWorker()
            }
        }
        await pause(0...6_000)
    }

    /// A few jobs and one worker, the same with every fault: for going through every call.
    func smallTrouble() async {
        startWorker(concurrency: 2)
        let plays: [[Script.Play]] = [
            [Script.Play(acts: [.step(0), .report, .work(.seconds(4)), .step(1)])],
            [Script.Play(acts: [.step(0)], ending: .fail), Script.Play(acts: [.step(0)])],
            [Script.Play(ending: .snooze(.milliseconds(500))), Script.Play()],
        ]
        for play in plays {
            let number = world.add(Script(plays: play))
            call { await self.enqueue([Steady(number: number)], EnqueueOptions()) }
        }
        await pause(1_000...1_000)
        call { await self.cancelOne() }
        await pause(1_000...1_000)
        call { await self.followOne() }
        await pause(8_000...8_000)
    }

    private func stopOne() async {
        guard let worker = world.choose({ $0.element(of: workers.filter(\.isServing)) }) else { return }
        note("worker \(worker.process.number) is told to stop")
        if world.choose({ $0.chance(75) }) { await worker.stopGracefully() } else { worker.stopAtOnce() }
        // Not counted as a call that must return: the worker may be killed before it has ended.
        Task.detached {
            await worker.ended()
            guard self.isUndisturbed else { return }
            self.world.checker { $0.leftInOrder(worker.process.number) }
        }
    }

    private func killOne() {
        disturb()
        guard let worker = world.choose({ $0.element(of: workers.filter { !$0.isKilled }) }) else { return }
        note("process \(worker.process.number) is killed")
        worker.kill()
        // A service manager starts it again, perhaps under the same name.
        if world.choose({ $0.chance(60) }) { startWorker(id: world.choose { $0.chance(50) } ? worker.configuration.id : nil) }
    }

    private func freezeOne() async {
        disturb()
        guard let worker = world.choose({ $0.element(of: workers.filter { !$0.isKilled }) }) else { return }
        note("process \(worker.process.number) is frozen")
        worker.freeze()
        await pause(50...15_000)
        note("process \(worker.process.number) goes on")
        worker.thaw()
    }

    private func correctWallClock() async {
        disturb()
        // In whole seconds: a store ignores smaller steps, and the checker goes by the wall clock.
        let correction = world.choose { Duration.seconds($0.index(below: 20) - 10) }
        note("the wall clock is corrected by \(correction)")
        world.checker { $0.wallClockIsSet(by: correction, now: world.now) }
        world.clock.setWallClock(world.clock.now.advanced(by: correction))
        // The store follows with its next operation: this one, or another that comes first.
        _ = try? await world.store.overview()
    }

    private func disturb() { state.withLock { $0.isDisturbed = true } }

    var isUndisturbed: Bool { world.mode == .none && !state.withLock { $0.isDisturbed } }

    func note(_ line: @autoclosure () -> String) {
        world.checker { $0.trace.tell(world.now, 92, line: line) }
    }
}
