import Foundation

extension JobQueue {
    /// This many jobs are worth a task of their own: encoding them takes some tenths of a millisecond.
    private static let jobsInPart = 256

    /// The drafts of many jobs, in their order. A large batch is encoded on several threads, because nothing else of this call can run at
    /// that time, and encoding takes about as long as storing.
    func drafts<J: Job>(_ jobs: [J], options: EnqueueOptions) async throws -> [JobDraft] {
        // Made here, so that ids sort as the jobs do.
        let ids = jobs.map { _ in options.id ?? services.environment.makeJobID() }
        let parts = min(ProcessInfo.processInfo.activeProcessorCount, jobs.count / Self.jobsInPart)
        guard parts > 1 else { return try drafts(jobs, ids, options, jobs.indices) }
        let size = (jobs.count + parts - 1) / parts
        return try await withThrowingTaskGroup(of: (Int, [JobDraft]).self) { group in
            for start in stride(from: 0, to: jobs.count, by: size) {
                group.addTask { (start, try drafts(jobs, ids, options, start..<min(start + size, jobs.count))) }
            }
            var found: [Int: [JobDraft]] = [:]
            for try await (start, part) in group { found[start] = part }
            return stride(from: 0, to: jobs.count, by: size).flatMap { found[$0] ?? [] }
        }
    }

    private func drafts<J: Job>(_ jobs: [J], _ ids: [JobID], _ options: EnqueueOptions, _ range: Range<Int>) throws -> [JobDraft] {
        try range.map { try draft(jobs[$0], options: options, id: ids[$0]) }
    }
}
