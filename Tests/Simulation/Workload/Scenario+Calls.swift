import Foundation
import JobKit

/// The actions of callers. Each gives up after some tries; acknowledged calls are noted, others may have happened or not.
extension Scenario {
    private var client: JobQueue { clients[world.choose { $0.index(below: clients.count) }] }

    func enqueueOne() async { await enqueue(count: 1) }

    func enqueueMany() async { await enqueue(count: world.choose { 2 + $0.index(below: 6) }) }

    private func enqueue(count: Int) async {
        let scripts = (0..<count).map { _ in world.choose { Script(&$0) } }
        let options = world.choose { random -> EnqueueOptions in
            var options = EnqueueOptions()
            if random.chance(30) { options.due = .after(random.milliseconds(1...12_000)) }
            if random.chance(10) { options.due = .at(world.now.advanced(by: random.milliseconds(1...12_000) - .seconds(4))) }
            if random.chance(30) { options.priority = random.element(of: JobPriority.allCases) }
            if random.chance(15) { options.deadline = .after(random.milliseconds(1...15_000)) }
            if random.chance(20) { options.maxAttempts = 1 + random.index(below: 4) }
            options.timeout = scripts.compactMap(\.timeout).max()
            return options
        }
        let numbers = scripts.map { world.add($0) }
        switch world.choose({ $0.below(4) }) {
        case 0: await enqueue(numbers.map(Steady.init), options)
        case 1: await enqueue(numbers.map(Growing.init), options)
        case 2: await enqueue(numbers.map(Once.init), options)
        default: await enqueue(numbers.map(Choosy.init), options)
        }
    }

    func enqueue<J: ScriptedJob>(_ jobs: [J], _ options: EnqueueOptions) async {
        let client = client
        if jobs.count == 1 {
            var options = options
            let id = client.services.environment.makeJobID()
            options.id = id
            // Known before it is stored: other callers may cancel it meanwhile, or find no job.
            state.withLock { $0.ids.append(id) }
            let named = options
            await tryHard { self.acknowledge([try await client.enqueue(jobs[0], options: named).id]) }
        } else {
            await tryHard {
                let ids = try await client.enqueue(jobs, options: options).map(\.id)
                self.acknowledge(ids)
                self.state.withLock { $0.ids += ids }
            }
        }
    }

    private func acknowledge(_ ids: [JobID]) { world.checker { $0.acknowledged(ids, now: world.now) } }

    private func someID() -> JobID? {
        let ids = state.withLock { $0.ids }
        return world.choose { $0.element(of: ids) }
    }

    func cancelOne() async {
        guard let id = someID() else { return }
        world.checker { $0.askedToCancel(id, now: world.now) }
        let client = client
        await tryHard { try await client.cancel(id) }
    }

    func retryOne() async {
        guard let id = someID() else { return }
        world.checker { $0.askedToRetry(id, now: world.now) }
        let client = client
        await tryHard { try await client.retry(id) }
    }

    func setPaused() async {
        let (queue, client) = (world.choose { $0.chance(50) ? "north" : "south" }, client)
        await tryHard { try await client.pause(queue: queue) }
        await pause(100...6_000)
        await tryHard { try await client.resume(queue: queue) }
    }

    func followOne() async {
        guard let id = someID() else { return }
        // The type does not matter: the number of a script is a number.
        let handle = client.handle(for: id, as: Steady.self)
        do {
            let output = try await handle.output
            let data = try client.services.codec.encode(output)
            world.checker { $0.followed(id, .completed, data, now: world.now) }
        } catch let end as JobEndedWithoutOutput {
            world.checker { $0.followed(id, end.state, nil, now: world.now) }
        } catch {
            note("a follower of \(id) was told \(error)")
        }
    }

    func look() async {
        let client = client
        await tryHard {
            _ = try await client.counts()
            _ = try await client.unhandledKinds()
            _ = try await client.jobs(matching: JobQuery(states: [.running, .scheduled]))
        }
    }

    private func tryHard(_ body: @Sendable () async throws -> Void) async {
        for _ in 0..<world.choose({ 1 + $0.index(below: 6) }) {
            do { return try await body() } catch is JobStoreError { await pause(10...1_500) } catch { return }
        }
    }
}
