/// One case on a store of its own.
struct ConformanceRun {
    private let item: ConformanceCase
    private let subject: ConformanceSubject

    init(_ item: ConformanceCase, _ subject: ConformanceSubject) {
        self.item = item
        self.subject = subject
    }

    func outcome() async -> ConformanceResult.Outcome {
        switch (item.time, subject.clock) {
        case (.manual, .own(let reason)): return .skipped(reason: "the case moves time, and \(reason)")
        case (.manual, .manual), (.any, .own), (.any, .manual): break
        }
        let clock = ManualClock()
        do {
            let instance = try await subject.make(clock.environment)
            let outcome = await outcome(on: instance, clock)
            let trouble = await error(of: instance.tearDown)
            // The case's own failure says more.
            if outcome == .passed, let trouble { return .failed(String(describing: trouble)) }
            return outcome
        } catch {
            return .unprepared("the store could not be made: \(error)")
        }
    }

    private func outcome(on instance: ConformanceSubject.Instance, _ clock: ManualClock) async -> ConformanceResult.Outcome {
        let missing = item.requires.subtracting(instance.store.features).map(\.rawValue).sorted()
        guard missing.isEmpty else {
            await instance.store.close()
            return .skipped(reason: "the store has no \(missing.joined(separator: ", "))")
        }
        let context = ConformanceContext(instance, of: subject, clock: clock)
        let outcome = await outcome(in: context)
        await context.stores.close()
        return outcome
    }

    private func outcome(in context: ConformanceContext) async -> ConformanceResult.Outcome {
        do { try await context.store.prepare() } catch { return .unprepared("the store could not be prepared: \(error)") }
        do {
            try await item.run(context)
            try await context.checkInvariants()
            return .passed
        } catch let skip as ConformanceSkip {
            return .skipped(reason: skip.reason)
        } catch {
            return .failed(String(describing: error))
        }
    }

    private func error(of body: () async throws -> Void) async -> (any Error)? {
        do {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}
