import Foundation

/// Ages: the time since a job ended, and since a worker was seen.
extension StoreConformance {
    static let ageCases: [ConformanceCase] = [
        ConformanceCase("A wall clock that is set ahead makes no finished job older", .prune, time: .manual) { context in
            try context.requireSteadyTime()
            for (number, state) in [JobState.completed, .failed, .cancelled, .expired].enumerated() {
                try await context.finish(Fixture.draft(number + 1, kind: "kind.\(number)"), state, token: 90 + number)
            }
            let before = try await context.store.jobs((1...4).map { Fixture.id($0) }).map(\.finishedAt)
            context.clock.advance(by: .seconds(3))
            context.clock.setWallClock(context.clock.now.advanced(by: .seconds(8 * 86_400)))
            try expect(try await context.store.prune(.default, limit: 10), 0)
            try expect(
                Set(try await context.store.jobs((1...4).map { Fixture.id($0) }).map(\.finishedAt)), Set(before), "shown as they were")
            context.clock.advance(by: .seconds(86_400 - 4))
            try expect(try await context.store.prune(.default, limit: 10), 0)
            context.clock.advance(by: .seconds(2))
            try expect(try await context.store.prune(.default, limit: 10), 3, "all but the failed one")
        },
        ConformanceCase("A wall clock that is set back keeps no finished job longer", .prune, time: .manual) { context in
            try context.requireSteadyTime()
            try await context.finish(Fixture.draft(1), .completed)
            let before = try await context.job(Fixture.id(1)).finishedAt
            context.clock.setWallClock(context.clock.now.advanced(by: .seconds(-8 * 86_400)))
            try await context.finish(Fixture.draft(2), .completed, token: 91)
            let after = try await context.job(Fixture.id(2)).finishedAt
            try expect(try await context.job(Fixture.id(1)).finishedAt, before)
            try expect(after, try await context.now(), "the wall clock's time")
            context.clock.advance(by: .seconds(86_401))
            try expect(try await context.store.prune(.default, limit: 10), 2)
        },
        ConformanceCase("A worker is forgotten a day after it was seen, however the wall clock was set", .queues, time: .manual) {
            context in
            try context.requireSteadyTime()
            let day = Duration.seconds(86_400)
            for step in [day * 8, day * -8] {
                let worker = WorkerInfo(id: "silent", queues: [], kinds: [], concurrency: 1)
                try await context.store.announce(worker, leaving: false)
                context.clock.setWallClock(context.clock.now.advanced(by: step))
                try expect(try await context.store.overview().workers.map(\.id), ["silent"])
                context.clock.advance(by: day + .seconds(1))
                try expect(try await context.store.overview().workers, [])
            }
        },
    ]
}

extension ConformanceContext {
    fileprivate func requireSteadyTime() throws {
        if !hasSteadyClock { throw ConformanceSkip(reason: "the store's time is that of a wall clock") }
    }
}
