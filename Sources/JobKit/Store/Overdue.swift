/// A sweep's request for overdue jobs.
public struct OverdueRequest: Sendable, Hashable {
    /// The most jobs with a lapsed lease; none where it is below 1.
    public var lapsed: Int
    /// The most waiting jobs past their deadline; none where it is below 1.
    public var expired: Int
    /// Jobs to leave out: the caller could not change them, and must see those after them.
    public var excluding: Set<JobID>

    /// No jobs unless a limit is given.
    public init(lapsed: Int = 0, expired: Int = 0, excluding: Set<JobID> = []) {
        self.lapsed = lapsed
        self.expired = expired
        self.excluding = excluding
    }

    /// At most that many of each.
    public init(limit: Int) {
        self.init(lapsed: limit, expired: limit)
    }
}

/// Jobs whose lease or deadline has passed, without their payloads.
public struct Overdue: Sendable, Hashable {
    /// The store's time of the read.
    public var now: Timestamp
    /// Jobs whose lease has lapsed; those of one worker are next to each other.
    public var lapsed: [LapsedJob]
    /// Jobs that wait, past their deadline.
    public var expired: [ExpiredJob]
    /// Entries that the store could not read and skipped, in words for a log: a damaged claim must not hide the others.
    public var unreadable: [String]

    /// An answer with these values; for stores.
    public init(now: Timestamp, lapsed: [LapsedJob] = [], expired: [ExpiredJob] = [], unreadable: [String] = []) {
        self.now = now
        self.lapsed = lapsed
        self.expired = expired
        self.unreadable = unreadable
    }
}

/// A job whose worker has not renewed its lease in time.
public struct LapsedJob: Sendable, Hashable {
    /// The job's id.
    public var id: JobID
    /// Running; its `lostTogether` is how many jobs the worker holds, this one included, under lapsed claims and valid ones: a worker that
    /// lets one claim lapse is gone, and the others lapse soon.
    public var status: JobStatus
    /// The claim that held the job.
    public var claim: ClaimInfo

    /// A lapsed job with these values; for stores.
    public init(id: JobID, status: JobStatus, claim: ClaimInfo) {
        self.id = id
        self.status = status
        self.claim = claim
    }
}

extension LapsedJob {
    /// A lapsed job from its record, for stores that keep whole records; `nil` where no claim holds the job.
    ///
    /// - Parameters:
    ///   - record: the job.
    ///   - lostTogether: how many jobs its worker holds, this one included.
    public init?(_ record: JobRecord, lostTogether: Int) {
        guard let claim = record.claim else { return nil }
        self.init(id: record.id, status: record.status, claim: claim)
        status.lostTogether = lostTogether
    }
}

/// A job that was not started by its deadline.
public struct ExpiredJob: Sendable, Hashable {
    /// The job's id.
    public var id: JobID
    /// Waiting, with a deadline.
    public var status: JobStatus

    /// An expired job with these values; for stores.
    public init(id: JobID, status: JobStatus) {
        self.id = id
        self.status = status
    }

    /// An expired job from its record, for stores that keep whole records.
    public init(_ record: JobRecord) {
        self.init(id: record.id, status: record.status)
    }
}
