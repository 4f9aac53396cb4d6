import Foundation

extension StoreConformance {
    static let stepCases: [ConformanceCase] = [
        ConformanceCase("The results of steps are kept by name, under the lease", .steps) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.saveStep(job, "first", Data("one".utf8)), .applied)
            try expect(try await context.saveStep(job, "second", Data("two".utf8)), .applied)
            try expect(
                try await context.store.stepResults(of: job.id), ["first": Data("one".utf8), "second": Data("two".utf8)])
            try expect(try await context.job(job.id).state, .running)
        },
        ConformanceCase("A step's result replaces an earlier one of its name", .steps) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.saveStep(job, "step", Data("old and longer".utf8)), .applied)
            try expect(try await context.saveStep(job, "step", Data("new".utf8)), .applied)
            try expect(try await context.store.stepResults(of: job.id), ["step": Data("new".utf8)])
        },
        ConformanceCase("Step names are compared to the letter", .steps) { context in
            let job = try await context.run(Fixture.draft(1))
            for name in ["step", "Step", "step ", " step"] {
                try expect(try await context.saveStep(job, name, Data(name.utf8)), .applied)
            }
            let expected = Dictionary(uniqueKeysWithValues: ["step", "Step", "step ", " step"].map { ($0, Data($0.utf8)) })
            try expect(try await context.store.stepResults(of: job.id), expected)
        },
        ConformanceCase("Jobs do not see each other's steps", .steps) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2))
            let jobs = try await context.claim().jobs
            for job in jobs { try expect(try await context.saveStep(job, "step", Data(job.id.description.utf8)), .applied) }
            for job in jobs {
                try expect(try await context.store.stepResults(of: job.id), ["step": Data(job.id.description.utf8)])
            }
        },
        ConformanceCase("A step's result may be empty, every byte value, or 1 MiB", .steps) { context in
            let job = try await context.run(Fixture.draft(1))
            let results = ["empty": Data(), "bytes": Data((0...255).map { UInt8($0) }), "large": Fixture.bytes(1 << 20, seed: 5)]
            for (name, result) in results { try expect(try await context.saveStep(job, name, result), .applied) }
            try expect(try await context.store.stepResults(of: job.id), results)
        },
        ConformanceCase("Steps survive a crash, a failed attempt, and a retry by hand", .steps) { context in
            let draft = Fixture.draft(1, maxAttempts: 5)
            let first = try await context.run(draft, token: 1, lease: .zero)
            try expect(try await context.saveStep(first, "a", Data("1".utf8)), .applied)
            try expect(try await context.sweep(try await context.job(draft.id)), .applied)
            let second = try await context.claimAgain(draft, token: 2)
            try expect(try await context.saveStep(second, "b", Data("2".utf8)), .applied)
            try expect(try await context.settle(second, .failed(Fixture.fatal)), .applied)
            try expect(try await context.change(draft.id, .retry, expecting: .finished(.failed)), .applied)
            _ = try await context.claimAgain(draft, token: 3)
            try expect(try await context.store.stepResults(of: draft.id), ["a": Data("1".utf8), "b": Data("2".utf8)])
        },
        ConformanceCase("A late worker's step does not replace its successor's", .steps) { context in
            let draft = Fixture.draft(1)
            let late = try await context.run(draft, token: 1, lease: .zero)
            try expect(try await context.sweep(try await context.job(draft.id)), .applied)
            let holder = try await context.claimAgain(draft, token: 2)
            try expect(try await context.saveStep(holder, "step", Data("good".utf8)), .applied)
            try expect(try await context.saveStep(late, "step", Data("stale".utf8)), .superseded)
            try expect(try await context.store.stepResults(of: draft.id), ["step": Data("good".utf8)])
        },
        ConformanceCase("A job without steps, and one that does not exist, have no step results", .steps) { context in
            try await context.enqueue(Fixture.draft(1))
            try expect(try await context.store.stepResults(of: Fixture.id(1)), [:])
            try expect(try await context.store.stepResults(of: Fixture.id(404)), [:])
        },
        ConformanceCase("A step and the settle after it may come in one batch", .steps) { context in
            let job = try await context.run(Fixture.draft(1))
            let expectation = JobChange.Expectation.leased(job.lease, cancelRequested: false)
            let results = try await context.store.apply([
                JobChange(id: job.id, expecting: expectation, effect: .saveStep(name: "before", result: Data([1]))),
                JobChange(id: job.id, expecting: expectation, effect: .finish(.completed, output: nil)),
                JobChange(id: job.id, expecting: expectation, effect: .saveStep(name: "after", result: Data([2]))),
            ])
            try expect(results, [.applied, .applied, .superseded])
            try expect(try await context.store.stepResults(of: job.id), ["before": Data([1])])
        },
    ]
}
