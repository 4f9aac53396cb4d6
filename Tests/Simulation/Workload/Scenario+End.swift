import Foundation
import JobKit

extension Scenario {
    /// From now on there are no faults, and a worker runs.
    func mend() async {
        world.plan.heal()
        for worker in workers {
            worker.process.delays.heal()
            worker.thaw()
        }
        for queue in ["north", "south"] { await persist { try await $0.resume(queue: queue) } }
        if !workers.contains(where: \.isServing) { startWorker() }
    }

    /// Every worker must still be able to run as many jobs at once as it has slots.
    func probe() async {
        for worker in workers where worker.isServing {
            let options = EnqueueOptions(queue: "probe-\(worker.process.number)")
            let jobs = (0..<worker.configuration.concurrency).map { Probe(number: UInt64($0)) }
            await persist { client in
                let handles = try await client.enqueue(jobs, options: options)
                self.world.checker { $0.acknowledged(handles.map(\.id), now: self.world.now) }
            }
            guard let meeting = state.withLock({ $0.meetings[worker.process.number] }) else { continue }
            await wait { meeting.isComplete }
        }
        await wait { self.world.checker { $0.isQuiet } }
    }

    func stop() async {
        for worker in workers where worker.isServing {
            if world.choose({ $0.chance(70) }) { await worker.stopGracefully() } else { worker.stopAtOnce() }
        }
        for worker in workers where !worker.isKilled { await worker.ended() }
    }

    func reckon() async {
        var records: [JobRecord] = []
        var cursor: PageCursor?
        repeat {
            guard let page = try? await world.store.jobs(matching: JobQuery(), page: PageRequest(limit: 20, after: cursor)) else { break }
            records += page.jobs
            cursor = page.next
        } while cursor != nil
        let all = records
        if isUndisturbed { world.checker { $0.undisturbed() } }
        world.checker { $0.reckon(all, now: world.now) }
        for record in all {
            let steps = (try? await world.store.stepResults(of: record.id)) ?? [:]
            world.checker { $0.reckonSteps(of: record.id, steps) }
        }
    }

    func dismantle() async {
        for worker in workers { await worker.dismantle() }
        await world.store.close()
        state.withLock { state in
            for meeting in state.meetings.values { meeting.giveUp() }
            state.workers = []
            state.meetings = [:]
        }
    }

    /// Acts as a caller that does not give up. A repetition may enqueue again: its jobs are others, and count like the first ones.
    func persist(_ body: @Sendable (JobQueue) async throws -> Void) async {
        while true {
            do { return try await body(clients[0]) } catch {
                try? await world.clock.environment.sleep(.milliseconds(250))
            }
        }
    }
}
