import Foundation

extension StoreModelGenerator {
    /// Few at a time; some ids a second time.
    mutating func drafts() -> [JobDraft] {
        var number = 0
        return some(upTo: 4) { generator in
            number += 1
            return generator.draft(number)
        }
    }

    /// The order of ids is not the order of enqueueing, and ids differ in either half alone.
    private mutating func draft(_ index: Int) -> JobDraft {
        let fresh = JobID(high: UInt64(random.below(3)), low: UInt64(number) << 8 | UInt64(index))
        let isRepeated = random.chance(8)
        let known = id()
        let kind = name(of: .kind)
        let queue = name(of: .queue)
        let maxAttempts = 1 + random.below(isDeep ? 8 : 4)
        let due = jobTime()
        let deadline = jobTime()
        let hasDeadline = random.chance(isDeep ? 8 : 25)
        var draft = JobDraft(
            id: isRepeated ? known : fresh, kind: kind, payload: Data("payload \(number).\(index)".utf8), queue: queue, due: due,
            deadline: hasDeadline ? deadline : nil, maxAttempts: maxAttempts)
        addDetails(to: &draft)
        guard simple.contains(.drafts) else { return draft }
        return JobDraft(id: draft.id, kind: kind, payload: Data(), queue: queue, maxAttempts: maxAttempts)
    }

    private mutating func addDetails(to draft: inout JobDraft) {
        draft.priority = random.pick(JobPriority.allCases) ?? .normal
        draft.version = random.pick([0, 1, 7, -1, .max, .min]) ?? 1
        draft.timeout = random.pick([nil, .seconds(1), .microseconds(1), .seconds(86_400 * 365)]) ?? nil
        let tags = names(of: .tag, upTo: 3)
        // Past the initializer, which sorts and drops repetitions: a draft made by hand may have either.
        draft.tags = random.chance(80) ? Set(tags).sorted() : tags
        if random.chance(30) { draft.headers = [name(of: .tag): "value \(number)", "header": ""] }
        if random.chance(10) { draft.payload = Data() }
    }
}
