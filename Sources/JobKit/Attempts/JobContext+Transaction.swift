import Foundation

// The changes that this package's stores write in a transaction that the handler opened.

extension JobContext {
    /// Hands over the change that completes this attempt with `output` and brings its follow-ups, for a store to write. The transaction may
    /// still be rolled back: the worker settles the attempt as always, and where the store answers that the lease is gone, the worker
    /// checks whether the job is completed.
    package func complete<Output: Encodable>(_ output: Output, _ write: (JobChange) throws -> Void) throws {
        let data = output is NoOutput ? nil : try services.encodeOutput(output, kind: job.kind)
        let change = JobChange(
            id: id, expecting: .leased(job.lease, cancelRequested: true), effect: .finish(.completed, output: data),
            then: attempt.takeFollowUps())
        do {
            try write(change)
            attempt.noteCompletionElsewhere()
        } catch {
            attempt.reopenFollowUps()
            throw error
        }
    }

    /// The change that stores a step's result.
    package func saving<Result: Encodable>(_ result: Result, as step: String) throws -> (change: JobChange, stored: Data) {
        let data: Data
        do {
            data = try services.codec.encode(result)
        } catch {
            throw JobError.stepResultNotEncodable(step: step, cause: describeEncoding(error))
        }
        guard data.count <= services.limits.stepBytes else {
            throw JobError.stepResultTooLarge(step: step, bytes: data.count, limit: services.limits.stepBytes)
        }
        let change = JobChange(
            id: id, expecting: .leased(job.lease, cancelRequested: false), effect: .saveStep(name: step, result: data))
        return (change, data)
    }

    /// A step's stored result, decoded.
    package func stepResult<Result: Decodable>(_ type: Result.Type, of step: String, from stored: Data) throws -> Result {
        do {
            return try services.codec.decode(Result.self, from: stored)
        } catch {
            throw JobError.stepResultUnreadable(step: step, cause: describeDecoding(error))
        }
    }

    /// Call this before anything is written in a transaction that the worker's own would not wait for: the settle of the attempt must know
    /// of it.
    ///
    /// - Throws: `JobError.leaseLost` once the attempt is settled.
    package func beginOwnTransaction() throws {
        guard attempt.beginOwnTransaction() else { throw JobError.leaseLost(id) }
    }

    /// The error for a change that the store has refused under the attempt's lease. Where the lease was lost, the handler's later work has
    /// no effect; where the attempt's own completion ended the lease, the attempt ends as its handler does.
    package func refusal() -> JobError {
        if attempt.mayBeCompletedElsewhere {
            return JobError.notPossible(id, reason: "this attempt has completed the job already, in a transaction of its handler's")
        }
        attempt.cancel(.leaseLost)
        return JobError.leaseLost(id)
    }

    /// Throws where the job has the most steps allowed, or where their results plus one of that many bytes would exceed the limit.
    ///
    /// - Parameter stored: the bytes that the result of each step takes.
    package func check(room name: String, in stored: [String: Int], bytes: Int = 0) throws {
        let limits = services.limits
        guard stored[name] != nil || stored.count < limits.steps else { throw JobError.tooManySteps(step: name, limit: limits.steps) }
        let sum = stored.reduce(bytes) { $0 + ($1.key == name ? 0 : $1.value) }
        guard sum <= limits.stepsBytes else { throw JobError.stepResultsTooLarge(step: name, bytes: sum, limit: limits.stepsBytes) }
    }

    /// Notes that a transaction of the handler's is about to write the step: the steps that the attempt has read may be incomplete.
    package func noteStepElsewhere(_ name: String) { attempt.noteStepElsewhere(name) }

    package func check(step name: String) throws { try checkName(name, role: "step") }
}
