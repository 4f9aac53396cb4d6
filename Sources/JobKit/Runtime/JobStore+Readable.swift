/// How many jobs of one read may be unreadable, with none readable, before the read is given up.
private let mostUnreadableJobs = 20

extension JobStore {
    /// Reads the jobs so that one unreadable job does not hide the others: where the store refuses a read, it is split in halves, down to
    /// single jobs.
    func readable(
        _ ids: [JobID], _ detail: JobsRequest.Detail
    ) async throws -> (records: [JobRecord], unreadable: [JobID: any Error]) {
        var (records, unreadable): ([JobRecord], [JobID: any Error]) = ([], [:])
        var parts = [ids[...]]
        while let part = parts.popLast() {
            do {
                records += try await jobs(JobsRequest(Array(part), detail: detail))
            } catch let error as JobStoreError where !error.isTransient && error.code != .closed {
                if part.count == 1 {
                    unreadable[part[part.startIndex]] = error
                    // So many failures without one readable job are the store's trouble and not the jobs'.
                    guard unreadable.count < mostUnreadableJobs || !records.isEmpty else { throw error }
                } else {
                    let middle = part.startIndex + part.count / 2
                    parts += [part[middle...], part[..<middle]]
                }
            }
        }
        return (records, unreadable)
    }
}
