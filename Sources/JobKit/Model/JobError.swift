/// A job, or a request about one, is not as it must be. Says what is wrong and what to do; never holds a payload.
public enum JobError: RetryAdvising, Hashable {
    /// A kind, queue, tag or step name is empty, too long, or holds control characters.
    case invalidName(role: String, name: String, reason: String)
    /// More than `JobLimits.tags` tags; a draft drops repetitions when it is made.
    case tooManyTags(count: Int)
    /// The encoded payload takes more bytes than the queue's `JobLimits.payloadBytes`; nothing was enqueued.
    case payloadTooLarge(kind: String, bytes: Int, limit: Int)
    /// The codec threw; `cause` is the type of what it threw. Nothing was enqueued.
    case payloadNotEncodable(kind: String, cause: String)
    /// What the handler returned takes more bytes than the worker's `JobLimits.outputBytes`, and the job fails.
    case outputTooLarge(kind: String, bytes: Int, limit: Int)
    /// The handler's output could not be encoded.
    case outputNotEncodable(kind: String, cause: String)
    /// The result of a step could not be encoded.
    case stepResultNotEncodable(step: String, cause: String)
    /// A step's result takes more bytes than the worker's `JobLimits.stepBytes`; it was not stored.
    case stepResultTooLarge(step: String, bytes: Int, limit: Int)
    /// A payload that the handler's type cannot be made of, or an output that the waiting type cannot; `cause` names the place, no value.
    case payloadUnreadable(kind: String, version: Int, cause: String)
    /// The payload has an older version than the type, and the type has no `Job.upcast`.
    case payloadTooOld(kind: String, version: Int, current: Int)
    /// A stored result that the type asked for cannot be made of; `cause` names the place, no value.
    case stepResultUnreadable(step: String, cause: String)
    /// An option is out of its range, such as `maxAttempts` below 1 or a `timeout` of zero.
    case invalidValue(name: String, reason: String)
    /// The store has no job with this id: it never had, or the job was removed after its retention.
    case notFound(JobID)
    /// A completed job was to be retried, or something else was asked that the job's state rules out, or the job changed sixteen times meanwhile.
    case notPossible(JobID, reason: String)
    /// The store cannot do what was asked; `JobStore.features` says what it can.
    case notSupported(StoreFeature)
    /// The attempt no longer holds its job: the lease lapsed and was taken back, or the attempt was settled.
    case leaseLost(JobID)

    /// None of these is mended by running the same attempt again, except a lost lease, which is not this attempt's to judge.
    public var retryAdvice: RetryAdvice {
        switch self {
        case .leaseLost: .byPolicy
        case .invalidName, .tooManyTags, .payloadTooLarge, .payloadNotEncodable, .outputTooLarge, .outputNotEncodable,
            .stepResultNotEncodable, .stepResultTooLarge,
            .payloadUnreadable, .payloadTooOld, .stepResultUnreadable, .invalidValue, .notFound, .notPossible, .notSupported:
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
