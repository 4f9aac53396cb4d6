/// A job, or a request about one, is not valid. The text says what is wrong and what to do; it never holds a payload.
public enum JobError: RetryAdvising, Hashable {
    /// A kind, queue, tag or step name is empty, too long, or holds control characters.
    case invalidName(role: String, name: String, reason: String)
    /// More than `JobLimits.tags` tags; a draft drops repetitions when it is made.
    case tooManyTags(count: Int)
    /// The encoded payload takes more bytes than the queue's `JobLimits.payloadBytes`; nothing was enqueued.
    case payloadTooLarge(kind: String, bytes: Int, limit: Int)
    /// The codec threw an error of the type `cause`. Nothing was enqueued.
    case payloadNotEncodable(kind: String, cause: String)
    /// The handler's output takes more bytes than the worker's `JobLimits.outputBytes`, and the job fails.
    case outputTooLarge(kind: String, bytes: Int, limit: Int)
    /// The handler's output could not be encoded.
    case outputNotEncodable(kind: String, cause: String)
    /// The result of a step could not be encoded.
    case stepResultNotEncodable(step: String, cause: String)
    /// A step's result takes more bytes than the worker's `JobLimits.stepBytes`; it was not stored.
    case stepResultTooLarge(step: String, bytes: Int, limit: Int)
    /// The payload cannot be decoded as the handler's type, or the output as the caller's; `cause` names the place, no value.
    case payloadUnreadable(kind: String, version: Int, cause: String)
    /// The payload has an older version than the type, and the type has no `Job.upcast`.
    case payloadTooOld(kind: String, version: Int, current: Int)
    /// A stored result cannot be decoded as the requested type; `cause` names the place, no value.
    case stepResultUnreadable(step: String, cause: String)
    /// An option is out of its range, such as `maxAttempts` below 1 or a `timeout` of zero.
    case invalidValue(name: String, reason: String)
    /// The names and values of a job's headers take more than `JobLimits.headerBytes`, or there are more than `JobLimits.headers`.
    case headersTooLarge(kind: String, count: Int, bytes: Int)
    /// One call of `enqueue` was given more jobs than the queue's `JobLimits.jobsPerCall`; nothing was enqueued.
    case tooManyJobs(count: Int, limit: Int)
    /// The id given to an enqueue names a job of another kind, which is unchanged; nothing was enqueued.
    case idTaken(JobID, kind: String)
    /// The handle's type is not the job's: the job has this kind, which is neither the type's kind nor an alias.
    case otherKind(JobID, kind: String, expected: String)
    /// The job has not ended within the timeout of the wait for its output; it goes on.
    case outputNotInTime(JobID, timeout: Duration)
    /// With this step, the results of the job's steps would take more bytes than the worker's `JobLimits.stepsBytes`; it was not stored.
    case stepResultsTooLarge(step: String, bytes: Int, limit: Int)
    /// The job has as many steps as the worker's `JobLimits.steps` allows; the step's body was not run.
    case tooManySteps(step: String, limit: Int)
    /// The store has no job with this id: it never had, or the job was removed after its retention.
    case notFound(JobID)
    /// A retry of a completed job was requested, or another request that the job's state rules out, or the job changed sixteen times
    /// meanwhile.
    case notPossible(JobID, reason: String)
    /// The store lacks the requested feature; `JobStore.features` lists those that it has.
    case notSupported(StoreFeature)
    /// The attempt no longer holds its job: the lease lapsed and was taken back, or the attempt was settled.
    case leaseLost(JobID)

    /// Another run of the same attempt corrects none of these, except a lost lease, which this attempt cannot judge, and errors that depend
    /// on another job's state, which may have changed by the next attempt.
    public var retryAdvice: RetryAdvice {
        switch self {
        case .leaseLost, .notFound, .notPossible, .idTaken, .outputNotInTime: .byPolicy
        case .invalidName, .tooManyTags, .payloadTooLarge, .payloadNotEncodable, .outputTooLarge, .outputNotEncodable,
            .stepResultNotEncodable, .stepResultTooLarge, .stepResultsTooLarge, .tooManySteps, .headersTooLarge, .tooManyJobs,
            .payloadUnreadable, .payloadTooOld, .stepResultUnreadable, .invalidValue, .otherKind, .notSupported:
            .never
        }
    }
}

extension JobError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidName(let role, let name, let reason):
            "The \(role) name \"\(name.storable(maxBytes: 32))\" \(reason). Use 1 to \(JobLimits.nameBytes) bytes without control characters."
        case .tooManyTags(let count):
            "A job has at most \(JobLimits.tags) tags, not \(count). Put the rest into the payload."
        case .payloadTooLarge(let kind, let bytes, let limit):
            "The payload of a \(kind) job takes \(bytes) bytes, more than the limit of \(limit). "
                + "Store the data elsewhere and enqueue a reference to it, or raise JobLimits.payloadBytes."
        case .payloadNotEncodable(let kind, let cause):
            "The payload of a \(kind) job could not be encoded: \(cause)."
        case .outputTooLarge(let kind, let bytes, let limit):
            "The output of a \(kind) job takes \(bytes) bytes, more than the limit of \(limit). "
                + "Store the data elsewhere and return a reference to it, or raise JobLimits.outputBytes."
        case .outputNotEncodable(let kind, let cause):
            "The output of a \(kind) job could not be encoded: \(cause)."
        case .stepResultNotEncodable(let step, let cause):
            "The result of the step \"\(step)\" could not be encoded: \(cause)."
        case .stepResultTooLarge(let step, let bytes, let limit):
            "The result of the step \"\(step)\" takes \(bytes) bytes, more than the limit of \(limit). "
                + "Store the data elsewhere and return a reference to it, or raise JobLimits.stepBytes."
        case .payloadUnreadable(let kind, let version, let cause):
            "The payload of this \(kind) job (version \(version)) could not be decoded: \(cause). "
                + "To fix this, handle the older shape in upcast and retry the job, or cancel it."
        case .payloadTooOld(let kind, let version, let current):
            "\(kind) has no upcast from payload version \(version) to \(current). Implement Job.upcast and retry the job."
        case .stepResultUnreadable(let step, let cause):
            "The stored result of the step \"\(step)\" could not be decoded: \(cause). Give the step a new name when its result changes shape."
        case .invalidValue(let name, let reason):
            "\(name) \(reason)."
        case .headersTooLarge(let kind, let count, let bytes):
            "The \(count) headers of a \(kind) job take \(bytes) bytes. A job has at most \(JobLimits.headers) headers of "
                + "\(JobLimits.headerBytes) bytes in all. Put the rest into the payload."
        case .tooManyJobs(let count, let limit):
            "One call enqueues at most \(limit) jobs, not \(count), since it is one transaction, which everything else that writes waits for. "
                + "Enqueue them in parts, or raise JobLimits.jobsPerCall."
        case .idTaken(let id, let kind):
            "The id \(id) is that of a \(kind) job, so nothing was enqueued. Give the job another id: an id names one job of one kind "
                + "until that job is removed after its retention time."
        case .otherKind(let id, let kind, let expected):
            "The job \(id) is a \(kind) job, and was asked for as \(expected). Take the handle of the type that the job was enqueued with."
        case .outputNotInTime(let id, let timeout):
            "The job \(id) has not ended within \(timeout). It goes on; wait for it again, or cancel it."
        case .stepResultsTooLarge(let step, let bytes, let limit):
            "With the result of the step \"\(step)\" the job's steps would take \(bytes) bytes, more than the limit of \(limit). "
                + "Store the data elsewhere and return references to it, or raise JobLimits.stepsBytes."
        case .tooManySteps(let step, let limit):
            "The step \"\(step)\" would be one more than the \(limit) that a job may have. "
                + "Do more in one step, enqueue jobs for the parts, or raise JobLimits.steps."
        case .notFound(let id):
            "There is no job \(id) in this store. It may have been removed after its retention time."
        case .notPossible(let id, let reason):
            "Job \(id): \(reason)."
        case .notSupported(let feature):
            "The store does not support \(feature). Use a store whose features name it, or do without."
        case .leaseLost(let id):
            "This attempt no longer holds job \(id): its lease lapsed and was taken back, or it was settled."
        }
    }
}
