import Foundation
import JobKit

/// The handlers of the kinds; each notes its beginning and its outcome before it happens.
struct TortureHandlers {
    let ledger: Ledger

    var all: JobHandlers {
        var handlers = JobHandlers()
        add(SimpleJob.self, to: &handlers) { _, _ in }
        add(FlakyJob.self, to: &handlers) { _, context in
            if context.job.attempt <= 2 { throw Intended() }
        }
        add(SnoozingJob.self, to: &handlers) { _, _ in
            guard JobEnvironment.system.random() % 5 < 3 else { return }
            throw Snooze(for: .milliseconds(15))
        }
        add(SteppedJob.self, to: &handlers) { _, context in
            for name in SteppedJob.steps {
                try await step(name, context)
                if name == SteppedJob.steps.first, context.job.attempt == 1 { throw Intended() }
            }
        }
        add(HopelessJob.self, to: &handlers) { _, _ in throw Intended() }
        add(LethalJob.self, to: &handlers) { _, _ in kill(getpid(), SIGKILL) }
        add(SlowJob.self, to: &handlers) { _, _ in await pause(milliseconds: 60) }
        add(HoldingJob.self, to: &handlers) { job, context in
            // A job that was lost beside others comes back in the same attempt, in quarantine.
            guard context.job.attempt == 1, context.job.quarantine == nil else { return }
            if let gate = job.gate {
                while access(gate, F_OK) != 0 { await pause(milliseconds: 2) }
                return
            }
            do {
                while true { try await JobEnvironment.system.sleep(.seconds(3_600)) }
            } catch {
                ledger.note(.cancelled, context.id, attempt: 1, detail: context.cancellation.map { "\($0)" } ?? "-")
                throw error
            }
        }
        return handlers
    }

    private func add<J: TortureJob>(
        _ type: J.Type, to handlers: inout JobHandlers, _ body: @escaping @Sendable (J, JobContext) async throws -> Void
    ) {
        handlers.add(type) { [ledger] job, context -> String in
            ledger.note(.start, context.id, attempt: context.job.attempt)
            if J.self != HoldingJob.self { await pause(milliseconds: Int(JobEnvironment.system.random() % 12)) }
            do {
                try await body(job, context)
            } catch let snooze as Snooze {
                ledger.note(.snooze, context.id, attempt: context.job.attempt)
                throw snooze
            } catch {
                // Intended, or a step that could not be stored.
                ledger.note(.fail, context.id, attempt: context.job.attempt)
                throw error
            }
            let token = Chance.token()
            ledger.note(.end, context.id, attempt: context.job.attempt, detail: token)
            return token
        }
    }

    private func step(_ name: String, _ context: JobContext) async throws {
        let attempt = context.job.attempt
        let token = try await context.step(name) { [ledger] in
            let token = Chance.token()
            ledger.note(.body, context.id, attempt: attempt, detail: "\(name)=\(token)")
            await pause(milliseconds: Int(JobEnvironment.system.random() % 8))
            return token
        }
        ledger.note(.stepped, context.id, attempt: attempt, detail: "\(name)=\(token)")
    }
}
