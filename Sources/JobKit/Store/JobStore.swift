import Foundation

/// Where jobs live. Write one for a database that JobKit does not know, and prove it with `JobKitStoreTesting`.
///
/// A store persists and answers; it decides nothing. Every verb takes and returns values in batches, is atomic as a whole or per element as it
/// says, and is safe to call from any task. Times are judged by the store's own clock. A verb throws `JobStoreError`: `.unavailable` when
/// trying again can help and nothing is known of the outcome, anything else when it cannot; identifiers and tokens made by the caller
/// make every verb safe to repeat.
///
/// A moment that has come counts as past: a job is due at `dueAt`, past its deadline at `deadline`, and its lease lapsed at `until`. Two names are one
/// where Swift takes the texts for equal, and each is kept to the byte. Text that the database refuses must not prevent a transition: NUL in an error, in progress or in a step's name
/// may be stored as U+FFFD; for a kind, queue or tag that cannot be kept, `enqueue` throws `.invalid`.
///
/// `Docs/writing-a-store.md` walks through a complete store.
public protocol JobStore: Sendable {
    /// What the store can do beyond the verbs; nothing unless it says so.
    var features: Set<StoreFeature> { get }

    /// Creates or upgrades the schema. Two processes may do so at once. Must be called before any other verb; calling it again costs little.
    func prepare() async throws

    /// Stores jobs: all of them or, when it throws, none. The answers are in the order of the drafts.
    ///
    /// An id that the store has, or that stands earlier in the same batch, is a duplicate: nothing of the job that is there changes, whatever
    /// else the draft says and however the job has fared. The answer names the kind of the job that is there. A due time that has passed counts
    /// as now (`JobTime.dueTime(at:backTo:)`).
    func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult]

    /// pending → running, for up to `request.limit` due jobs: by `JobPriority.rank`, then by `dueAt`, then in the order of enqueueing, which within
    /// a batch is the order of the drafts. That order is also the order of `Claim.jobs`, and of their places, which count from 0.
    ///
    /// Counts an attempt for each. Takes no job of a paused queue, none whose deadline has passed, none early, and nothing where no queue or no
    /// kind is named. A request with a token that still holds jobs takes nothing more and answers those, at the places that they had; one whose
    /// jobs are all settled is a new request.
    func claim(_ request: ClaimRequest) async throws -> Claim

    /// Writes each change whose expectation holds; the answers are in the order of the changes. A change that is refused does not touch the others.
    /// Throws `.invalid` before it writes anything when one of them is impossible (`JobChange.check()`).
    ///
    /// The changes are made one after the other: each finds what those before it left. `JobChange.answer(to:at:)` decides whether one is made,
    /// `JobChange.Effect` says what it writes and ends, and the jobs of `JobChange.then` are stored with it, as `enqueue` would.
    /// A lease past its time is good until somebody takes the job back.
    func apply(_ request: ApplyRequest) async throws -> [ApplyResult]

    /// Makes the named places of open claims good for `duration` from now on, and tells which of them are open and which of their jobs are to be
    /// cancelled. A claim that is past its time but has not been taken back is renewed like any other. The answers are in the order of the claims, and
    /// of a token that comes twice the second finds what the first has left.
    ///
    /// What is open in a claim and not named, nobody works on: it keeps the time that it had, and in the same transaction passes to an open claim of its
    /// own (`HeldClaim.renewal(of:)`, `ClaimToken.left(with:isTaken:)`) with the same worker, time of the claim and places. So it lapses, and what is
    /// still said under the old lease is superseded. Where no named place is open nothing changes.
    func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult]

    /// The stored steps of a job, by name: their results, or the names alone with empty results.
    func stepResults(_ request: StepsRequest) async throws -> [String: Data]

    /// The jobs with these ids, each once, in no particular order; ids that the store does not have are left out. A request for the status is
    /// answered with what `JobRecord.showing(_:)` leaves of the record.
    func jobs(_ request: JobsRequest) async throws -> [JobRecord]

    /// The jobs that match, newest first by the order of their enqueueing, which nothing that happens to a job changes. A cursor that the store did
    /// not make is `.invalid`.
    func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage

    /// How many jobs there are of each queue, kind and state; combinations without jobs are left out.
    func counts() async throws -> [JobCount]

    /// Jobs whose lease has lapsed, and jobs whose deadline passed while they waited, paused queues included: up to the request's limits, none of those
    /// that it excludes, and those that one worker held next to each other; otherwise in no particular order. It changes nothing: sweepers send
    /// changes for them. A job or claim that the store cannot read hides no other (`Overdue.unreadable`).
    func overdue(_ request: OverdueRequest) async throws -> Overdue

    /// Removes up to `limit` finished jobs, of all states together, that ended longer ago than `retention` keeps them, with all that belongs to
    /// them; tells how many. A job that ended exactly that long ago stays.
    func prune(_ retention: Retention, limit: Int) async throws -> Int

    /// A paused queue accepts jobs and hands none out; running ones go on.
    func setPaused(_ paused: Bool, queue: String) async throws

    /// Notes that a worker lives, what it serves, and that it was seen now; replaces what was noted of it. `leaving` removes it.
    func announce(_ worker: WorkerInfo, leaving: Bool) async throws

    /// Paused queues and known workers, and what the store's clock shows.
    func overview() async throws -> StoreOverview

    /// "Something may be ready, or may have changed": best effort, never relied on, not one element for each change. Each call is a new subscription
    /// to what is committed after it has returned.
    func signals() -> AsyncStream<Void>

    /// Ends what runs and lets go of what is open; verbs called later throw `JobStoreError.closed`. Waits for verbs under way. Ends every stream of
    /// signals, those asked for later at once. Closing twice is as good as once.
    func close() async
}

extension JobStore {
    /// None.
    public var features: Set<StoreFeature> { [] }
}
