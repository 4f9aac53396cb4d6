/// The values from which steps are drawn: a caller's possible knowledge of the stores after the steps so far.
struct StoreModelKnowledge {
    /// The time on the reference's clock.
    var now: Timestamp
    /// All jobs as the reference shows them, newest first.
    var records: [JobRecord] = []
    /// Records from some steps ago: decisions on these come too late.
    var earlier: [JobRecord] = []
    /// Every id that was ever enqueued, pruned jobs included.
    var ids: [JobID] = []
    /// Every claim that got jobs, including those that were settled or taken back.
    var claims: [Claim] = []
    /// Changes that were applied: a caller that lost the reply applies them again.
    var changes: [[JobChange]] = []
    /// How many pages had another page after them.
    var cursorCount = 0

    /// Every time at which a job becomes due, lapses, or is too late, and those at which one ended.
    var boundaries: [Timestamp] {
        records.flatMap { [$0.dueAt, $0.deadline, $0.claim?.until, $0.finishedAt].compactMap(\.self) }
    }

    /// The records of the jobs that a worker holds.
    var running: [JobRecord] { records.filter { $0.claim != nil } }

    /// Replaces the records, and keeps the changed ones for decisions that come too late.
    mutating func replaceRecords(_ new: [JobRecord]) {
        let current = Dictionary(new.map { ($0.id, $0) }) { first, _ in first }
        earlier = Array((records.filter { $0 != current[$0.id] } + earlier).prefix(32))
        records = new
    }

    mutating func learn(_ step: StoreModelStep, _ answer: StoreModelAnswer) {
        switch (step, answer) {
        case (.enqueue(let drafts), .enqueued): ids += drafts.map(\.id).filter { !ids.contains($0) }
        case (.claim, .claimed(let claim)) where !claim.jobs.isEmpty: claims.append(claim)
        case (.apply(let changes), .applied): self.changes = Array((self.changes + [changes]).suffix(8))
        default: break
        }
    }
}
