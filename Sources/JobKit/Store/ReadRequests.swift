import Foundation

/// Which jobs to read, and how much of each.
public struct JobsRequest: Sendable, Hashable {
    /// How much of a job to read.
    public enum Detail: String, Sendable, Hashable, Codable, CaseIterable {
        /// The whole record.
        case full
        /// How the job stands, without payload, headers, claim, quarantine, output and error history (`JobRecord.showing(_:)`). A store reads
        /// it without touching what can be large: whoever waits for jobs asks for this, for many jobs at once and several times a second.
        case status
    }

    /// The jobs; repetitions count once.
    public var ids: [JobID]
    /// How much of each.
    public var detail: Detail

    /// Whole records unless said otherwise.
    public init(_ ids: [JobID], detail: Detail = .full) {
        self.ids = ids
        self.detail = detail
    }
}

/// Of which job to read the stored steps, and how much of each.
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

    /// The results unless said otherwise.
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
    /// The record as a store answers it to a request for that detail.
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
