import JobKit

/// Finds and makes jobs that summarize a repository.
struct SummarizeJobs: Sendable {
    let queue: JobQueue

    /// The unfinished job for this repository, if there is one: the same command given twice goes on with the same job.
    func findOrEnqueue(_ source: RepositorySource, queue name: String) async throws -> FoundJob<SummarizeRepository> {
        let query = JobQuery(
            states: Set(JobState.allCases.filter { !$0.isFinished }), kinds: [SummarizeRepository.kind], tags: [Self.tag(source)])
        if let record = try await queue.jobs(matching: query, page: PageRequest(limit: 1)).jobs.first {
            return FoundJob(
                handle: queue.handle(for: record.id, as: SummarizeRepository.self), queue: record.queue, earlier: record)
        }
        return FoundJob(handle: try await enqueue(source, queue: name), queue: name)
    }

    func enqueue(_ source: RepositorySource, queue name: String) async throws -> JobHandle<SummarizeRepository> {
        try await queue.enqueue(
            SummarizeRepository(source: source.display), options: EnqueueOptions(queue: name, tags: [Self.tag(source)]))
    }

    /// A long address keeps its end, which tells repositories apart better than its beginning.
    static func tag(_ source: RepositorySource) -> String {
        let prefix = "repository:"
        var identity = source.identity
        while (prefix + identity).utf8.count > JobLimits.nameBytes { identity.removeFirst() }
        return prefix + identity
    }
}
