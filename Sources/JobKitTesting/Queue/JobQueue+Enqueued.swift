extension JobQueue {
    /// The jobs of a type that were enqueued, in the order of their enqueueing: waiting, running and finished ones, unless pruned.
    ///
    ///     let mails = try await queue.enqueued(SendWelcome.self) { $0.priority == .high }
    ///
    /// - Parameters:
    ///   - name: only jobs of this queue.
    ///   - tags: only jobs that carry all of these.
    ///   - states: only jobs in one of these states, such as `[.scheduled, .pending]` for those that have not run.
    ///   - condition: checked for each of the others.
    /// - Throws: `JobStoreError`, and `JobExpectationFailure` for a payload that cannot be decoded as the type.
    public func enqueued<J: Job>(
        _ type: J.Type, in name: String? = nil, tagged tags: [String] = [], states: Set<JobState>? = nil, file: String = #fileID,
        line: Int = #line, where condition: (EnqueuedJob<J>) throws -> Bool = { _ in true }
    ) async throws -> [EnqueuedJob<J>] {
        let query = JobQuery(states: states, kinds: Set([J.kind] + J.aliases), queues: name.map { [$0] }, tags: tags)
        let jobs = try await records(matching: query).map { try EnqueuedJob<J>($0, codec: services.codec, file: file, line: line) }
        return try jobs.filter(condition)
    }

    /// The one job of a type that was enqueued and meets the conditions; throws an error that describes the jobs that were found instead.
    ///
    ///     let mail = try await queue.requireEnqueued(SendWelcome.self) { $0.job.address == "ada@example.org" }
    ///     #expect(mail.delay == .seconds(300))
    ///
    /// - Throws: `JobExpectationFailure` when there is none, or more than one; as `enqueued` does otherwise.
    @discardableResult
    public func requireEnqueued<J: Job>(
        _ type: J.Type, in name: String? = nil, tagged tags: [String] = [], states: Set<JobState>? = nil, file: String = #fileID,
        line: Int = #line, where condition: (EnqueuedJob<J>) throws -> Bool = { _ in true }
    ) async throws -> EnqueuedJob<J> {
        let found = try await enqueued(type, in: name, tagged: tags, states: states, file: file, line: line, where: condition)
        if found.count == 1 { return found[0] }
        let wanted = Self.describe(type, in: name, tagged: tags, states: states)
        if found.isEmpty {
            throw JobExpectationFailure("There is no \(wanted). \(try await inventory(of: type, file, line))", file: file, line: line)
        }
        throw JobExpectationFailure(
            "One \(wanted) is required, and there are \(found.count); narrow the conditions, or use enqueued(_:) for several:"
                + Self.list(found), file: file, line: line)
    }

    /// Throws when a job of the type was enqueued that meets the conditions; most useful with few conditions.
    ///
    /// - Throws: `JobExpectationFailure` that shows the jobs; as `enqueued` does otherwise.
    public func requireNotEnqueued<J: Job>(
        _ type: J.Type, in name: String? = nil, tagged tags: [String] = [], states: Set<JobState>? = nil, file: String = #fileID,
        line: Int = #line, where condition: (EnqueuedJob<J>) throws -> Bool = { _ in true }
    ) async throws {
        let found = try await enqueued(type, in: name, tagged: tags, states: states, file: file, line: line, where: condition)
        guard !found.isEmpty else { return }
        throw JobExpectationFailure(
            "No \(Self.describe(type, in: name, tagged: tags, states: states)) should have been enqueued, and there "
                + (found.count == 1 ? "is one:" : "are \(found.count):") + Self.list(found), file: file, line: line)
    }

    /// Every job that matches, oldest first.
    func records(matching query: JobQuery) async throws -> [JobRecord] {
        var records: [JobRecord] = []
        var page = PageRequest(limit: 1_000)
        repeat {
            let part = try await store.jobs(matching: query, page: page)
            records += part.jobs
            page.after = part.next
        } while page.after != nil
        return records.reversed()
    }
}

extension JobQueue {
    private static func describe<J: Job>(_ type: J.Type, in name: String?, tagged tags: [String], states: Set<JobState>?) -> String {
        let conditions = [
            name.map { "in the queue \"\($0)\"" }, tags.isEmpty ? nil : "tagged \(tags.joined(separator: ", "))",
            states.map { "that is \($0.map(\.rawValue).sorted().joined(separator: " or "))" },
        ]
        return (["\(J.kind) job"] + conditions.compactMap { $0 }).joined(separator: " ") + " that meets the conditions"
    }

    private static func list<J>(_ jobs: [EnqueuedJob<J>]) -> String {
        let more = jobs.count > 10 ? "\n  and \(jobs.count - 10) more" : ""
        return jobs.prefix(10).map { "\n  \($0)" }.joined() + more
    }

    private func inventory<J: Job>(of type: J.Type, _ file: String, _ line: Int) async throws -> String {
        let same = try await enqueued(type, file: file, line: line)
        let counts = try await store.counts()
        guard !counts.isEmpty else { return "Nothing was enqueued at all." }
        if !same.isEmpty { return "These \(J.kind) jobs do not:\(Self.list(same))" }
        let kinds = Dictionary(grouping: counts, by: \.kind).mapValues { $0.reduce(0) { $0 + $1.count } }
        return "What was enqueued is " + kinds.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ") + "."
    }
}
