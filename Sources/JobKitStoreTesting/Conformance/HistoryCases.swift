import Foundation

extension StoreConformance {
    static let historyCases: [ConformanceCase] = [
        ConformanceCase("The error history tells attempt, worker, times, error and consequence", .history, time: .manual) { context in
            let draft = Fixture.draft(1)
            let first = try await context.run(draft, token: 1, worker: "worker.1")
            let start = context.clock.now
            context.clock.advance(by: .seconds(3))
            try expect(try await context.settle(first, .failed(Fixture.passing)), .applied)
            context.clock.advance(by: .seconds(30))
            let second = try await context.claimAgain(draft, token: 2, worker: "worker.2")
            context.clock.advance(by: .seconds(5))
            try expect(try await context.settle(second, .failed(Fixture.fatal)), .applied)
            let expected = [
                AttemptError(
                    attempt: 1, worker: "worker.1", startedAt: start, failedAt: start.advanced(by: .seconds(3)), type: "Fixture.Passing",
                    message: "the line was busy", consequence: .retried),
                AttemptError(
                    attempt: 2, worker: "worker.2", startedAt: start.advanced(by: .seconds(33)),
                    failedAt: start.advanced(by: .seconds(38)), type: "Fixture.Fatal", message: "no such address", consequence: .failed),
            ]
            try expect(try await context.job(draft.id).errors, expected)
        },
        ConformanceCase("An attempt that succeeds after failures keeps their history", .history) { context in
            let draft = Fixture.draft(1)
            let first = try await context.run(draft, token: 1)
            try expect(try await context.settle(first, .failed(Fixture.passing), retry: .fixed(.zero, maxAttempts: 5)), .applied)
            let second = try await context.claimAgain(draft, token: 2)
            try expect(try await context.settle(second, .succeeded()), .applied)
            try expect(try await context.job(draft.id).errors.map(\.attempt), [1])
        },
        ConformanceCase("The error history survives a retry by hand, and goes on after it", .history) { context in
            let draft = Fixture.draft(1)
            try await context.finish(draft, .failed)
            let before = try await context.job(draft.id).errors
            try expect(try await context.change(draft.id, .retry, expecting: .finished(.failed)), .applied)
            try expect(try await context.job(draft.id).errors, before)
            let again = try await context.claimAgain(draft, token: 2)
            try expect(try await context.settle(again, .failed(Fixture.passing)), .applied)
            try expect(try await context.job(draft.id).errors.map(\.consequence), [.failed, .retried])
        },
        ConformanceCase("An attempt given back leaves no entry in the history", .history) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.settle(job, .released, failure: Fixture.passing), .applied)
            try expect(try await context.job(job.id).errors, [])
        },
        ConformanceCase("A settle that is refused leaves no entry in the history", .history) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.settle(job, .failed(Fixture.passing)), .applied)
            try expect(try await context.settle(job, .failed(Fixture.fatal)), .superseded)
            try expect(try await context.job(job.id).errors.map(\.type), ["Fixture.Passing"])
        },
        ConformanceCase("An attempt that was cancelled says so in the history", .history) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.settle(job, .failed(Fixture.passing), cancelRequested: true), .applied)
            try expect(try await context.job(job.id).errors.map(\.consequence), [.cancelled])
        },
        ConformanceCase("Twenty failures are twenty entries in their order, and belong to their job", .history) { context in
            let draft = Fixture.draft(1, maxAttempts: 20)
            try await context.enqueue(draft)
            try await context.finish(Fixture.draft(2, kind: "kind.b"), .failed)
            for attempt in 1...20 {
                let job = try await context.claimAgain(draft, token: attempt, worker: "worker.\(attempt)")
                let failure = JobFailure(type: "Type.\(attempt)", message: "message \(attempt)")
                try expect(try await context.settle(job, .failed(failure), retry: .fixed(.zero, maxAttempts: 20)), .applied)
            }
            let errors = try await context.job(draft.id).errors
            try expect(errors.map(\.attempt), Array(1...20))
            try expect(errors.map(\.worker), (1...20).map { "worker.\($0)" })
            try expect(errors.map(\.type), (1...20).map { "Type.\($0)" })
            try expect(errors.map(\.message), (1...20).map { "message \($0)" })
            try expect(try await context.job(Fixture.id(2)).errors.map(\.type), ["Fixture.Fatal"])
        },
        ConformanceCase("A history that grows too long keeps its first and its latest entries, and says how many are left out", .history) {
            context in
            let count = JobLimits.errorHistory + 7
            let draft = Fixture.draft(1, maxAttempts: count + 1)
            try await context.enqueue(draft)
            try await context.finish(Fixture.draft(2, kind: "kind.b"), .failed)
            for attempt in 1...count {
                let job = try await context.claimAgain(draft, token: attempt, worker: "worker.\(attempt)")
                let failure = JobFailure(type: "Type.\(attempt)", message: "message \(attempt)")
                try expect(try await context.settle(job, .failed(failure), retry: .fixed(.zero, maxAttempts: count + 1)), .applied)
                if attempt == JobLimits.errorHistory {
                    try expect(try await context.job(draft.id).errors.map(\.attempt), Array(1...attempt), "none is left out too early")
                }
            }
            let errors = try await context.job(draft.id).errors
            let first = JobLimits.firstErrors
            let latest = first + 8 + 1
            try expect(errors.count, JobLimits.errorHistory)
            try expect(errors.map(\.attempt), Array(1...first) + [latest - 1] + Array(latest...count))
            try expect(errors.map(\.droppedCount).firstIndex { $0 != nil }, first)
            try expect(errors[first].droppedCount, 8)
            try expect(errors.last?.message, "message \(count)")
            try expect(errors.last?.worker, "worker.\(count)")
            try expect(try await context.job(Fixture.id(2)).errors.map(\.type), ["Fixture.Fatal"])
        },
        ConformanceCase("A history does not grow too long beside changes of jobs that wait", .history) { context in
            let count = JobLimits.errorHistory + 3
            let draft = Fixture.draft(1, maxAttempts: count + 1)
            try await context.enqueue(draft)
            for attempt in 1...count {
                let job = try await context.claimAgain(draft, token: attempt)
                let failure = JobChange.Failure(type: "Type", message: "message \(attempt)", consequence: .retried)
                let retry = JobChange(
                    id: job.id, expecting: .leased(job.lease, cancelRequested: false),
                    effect: .wait(due: .now, attempt: attempt, deadline: nil), failure: failure)
                let other = JobChange(id: Fixture.id(2), expecting: .waiting, effect: .finish(.cancelled, output: nil))
                try expect(try await context.store.apply([retry, other]), [.applied, .missing])
            }
            let errors = try await context.job(draft.id).errors
            try expect(errors.count, JobLimits.errorHistory)
            try expect(errors.last?.message, "message \(count)")
        },
    ]
}
