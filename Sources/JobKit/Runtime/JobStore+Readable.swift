/// How many jobs of one look may be unreadable, and none readable, before it is given up.
private let mostUnreadableJobs = 20

extension JobStore {
    /// Where one job cannot be read, the others are all the same: what the store refuses is asked for in halves, down to single jobs.
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
                    // So many, and none that can be read, are the store's trouble and not the jobs'.
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
