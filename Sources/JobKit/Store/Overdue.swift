/// What a sweep asks a store for.
public struct OverdueRequest: Sendable, Hashable {
    /// How many jobs with a lapsed lease at most; none where it is below 1.
    public var lapsed: Int
    /// How many waiting jobs past their deadline at most; none where it is below 1.
    public var expired: Int
    /// Jobs to leave out: the caller could not change them, and must see those behind.
    public var excluding: Set<JobID>

    /// None of a kind unless asked for.
    public init(lapsed: Int = 0, expired: Int = 0, excluding: Set<JobID> = []) {
        self.lapsed = lapsed
        self.expired = expired
        self.excluding = excluding
    }

    /// At most that many of each kind.
    public init(limit: Int) {
        self.init(lapsed: limit, expired: limit)
    }
}

/// Jobs that time has overtaken, without their payloads.
public struct Overdue: Sendable, Hashable {
    /// What the store's clock showed when it looked.
    public var now: Timestamp
    /// Jobs whose lease has lapsed; those of one worker stand together.
    public var lapsed: [LapsedJob]
    /// Jobs that wait, past their deadline.
    public var expired: [ExpiredJob]
    /// What the store could not read and passed over, in words for a log: a damaged claim must not hide the others.
    public var unreadable: [String]

    /// An answer with these values; stores make them.
    public init(now: Timestamp, lapsed: [LapsedJob] = [], expired: [ExpiredJob] = [], unreadable: [String] = []) {
        self.now = now
        self.lapsed = lapsed
        self.expired = expired
        self.unreadable = unreadable
    }
}

/// A job whose worker has not renewed its lease in time.
public struct LapsedJob: Sendable, Hashable {
    /// The job's.
    public var id: JobID
    /// Running; its `lostTogether` is how many jobs the worker holds, this one included, under lapsed claims and good ones: a worker that lets one
    /// claim lapse is gone, and the others lapse soon.
    public var status: JobStatus
    /// Who held the job until when.
    public var claim: ClaimInfo

    /// A value of these; stores make them.
    public init(id: JobID, status: JobStatus, claim: ClaimInfo) {
        self.id = id
        self.status = status
        self.claim = claim
    }
}

extension LapsedJob {
    /// Of a record, for stores that keep whole records; `nil` where no claim holds the job.
    ///
    /// - Parameter lostTogether: how many jobs its worker holds, this one included.
    public init?(_ record: JobRecord, lostTogether: Int) {
        guard let claim = record.claim else { return nil }
        self.init(id: record.id, status: record.status, claim: claim)
        status.lostTogether = lostTogether
    }
}

/// A job that was not started by its deadline.
public struct ExpiredJob: Sendable, Hashable {
    /// The job's.
    public var id: JobID
    /// Waiting, with a deadline.
    public var status: JobStatus

    /// A value of these; stores make them.
    public init(id: JobID, status: JobStatus) {
        self.id = id
        self.status = status
    }

    /// Of a record, for stores that keep whole records.
    public init(_ record: JobRecord) {
        self.init(id: record.id, status: record.status)
    }
}
