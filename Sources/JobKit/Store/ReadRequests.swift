import Foundation

/// A request for jobs, and the detail to read.
public struct JobsRequest: Sendable, Hashable {
    /// How much of a job to read.
    public enum Detail: String, Sendable, Hashable, Codable, CaseIterable {
        /// The whole record.
        case full
        /// The status of the job, without payload, headers, claim, quarantine, output and error history (`JobRecord.showing(_:)`). A store
        /// reads it without touching data that can be large: watchers of jobs request it for many jobs at once, several times a second.
        case status
    }

    /// The jobs; repetitions count once.
    public var ids: [JobID]
    /// How much of each job to read.
    public var detail: Detail

    /// Whole records unless set.
    public init(_ ids: [JobID], detail: Detail = .full) {
        self.ids = ids
        self.detail = detail
    }
}

/// A request for a job's stored steps, and the detail to read.
public struct StepsRequest: Sendable, Hashable {
    /// How much of a step to read.
    public enum Detail: String, Sendable, Hashable, Codable, CaseIterable {
        /// The stored results.
        case results
        /// The names alone: every result is empty.
        case names
    }

    /// The job.
    public var id: JobID
    /// How much of each step.
    public var detail: Detail

    /// The results unless set.
    public init(_ id: JobID, detail: Detail = .results) {
        self.id = id
        self.detail = detail
    }
}

extension JobStore {
    /// The whole records of the jobs with these ids, as `jobs(_:)` with a request.
    public func jobs(_ ids: [JobID]) async throws -> [JobRecord] {
        try await jobs(JobsRequest(ids))
    }

    /// The stored results of a job's steps, by name.
    public func stepResults(of id: JobID) async throws -> [String: Data] {
        try await stepResults(StepsRequest(id))
    }
}

extension JobRecord {
    /// The record as a store returns it for a request with that detail.
    public func showing(_ detail: JobsRequest.Detail) -> JobRecord {
        guard detail == .status else { return self }
        var record = self
        record.payload = Data()
        record.headers = [:]
        record.claim = nil
        record.quarantine = nil
        record.output = nil
        record.errors = []
        return record
    }
}
