import Foundation

/// A store of jobs. Write one for a database that JobKit does not support, and test it with `JobKitStoreTesting`.
///
/// A store persists and answers; it decides nothing. Every operation takes and returns values in batches, is atomic as a whole or per
/// element as documented, and is safe to call from any task. Times are judged by the store's own clock. An operation throws
/// `JobStoreError`: `.unavailable` when a retry can help and the outcome is unknown, another code when it cannot; identifiers and tokens
/// made by the caller make every operation safe to repeat.
///
/// A moment that has come counts as past: a job is due at `dueAt`, past its deadline at `deadline`, and its lease has lapsed at `until`.
/// Two names are the same where the texts are equal in Swift, and each is kept to the byte. Text that the database refuses must not prevent
/// a transition: NUL in an error, in progress or in a step's name may be stored as U+FFFD; for a kind, queue or tag that cannot be stored,
/// `enqueue` throws `.invalid`.
///
/// `Docs/writing-a-store.md` walks through a complete store.
public protocol JobStore: Sendable {
    /// The store's features beyond the required operations; none by default.
    var features: Set<StoreFeature> { get }

    /// Creates or upgrades the schema. Two processes may do so at once. Must be called before any other operation; calling it again is
    /// cheap.
    func prepare() async throws

    /// Stores jobs: all of them or, when it throws, none. The results are in the order of the drafts.
    ///
    /// An id that the store has, or that an earlier draft of the same batch has, is a duplicate: the existing job does not change, whatever
    /// else the draft says and whatever has happened to the job. The result names the existing job's kind. A due time that has passed
    /// counts as now (`JobTime.dueTime(at:backTo:)`).
    func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult]

    /// pending → running, for up to `request.limit` due jobs: by `JobPriority.rank`, then by `dueAt`, then in the order of enqueueing,
    /// which within a batch is the order of the drafts. That order is also the order of `Claim.jobs`, and of their places, which count from
    /// 0.
    ///
    /// Counts an attempt for each. Claims no job of a paused queue, none whose deadline has passed, none early, and nothing where no queue
    /// or no kind is named. A request with a token that still holds jobs claims no more and returns those, at their places; one whose jobs
    /// are all settled is a new request.
    func claim(_ request: ClaimRequest) async throws -> Claim

    /// Writes each change whose expectation holds; the results are in the order of the changes. A change that is refused does not affect
    /// the others. Throws `.invalid` before it writes anything when one of them is impossible (`JobChange.check()`).
    ///
    /// The changes are applied one after the other: each sees the effects of those before it. `JobChange.answer(to:at:)` decides whether
    /// one is applied, `JobChange.Effect` says what it writes and ends, and the jobs of `JobChange.then` are stored with it, as `enqueue`
    /// would. A lease past its time stays valid until a change takes the job back.
    func apply(_ request: ApplyRequest) async throws -> [ApplyResult]

    /// Extends the named places of open claims to `duration` from now on, and returns which of them are open and which of their jobs are to
    /// be cancelled. A claim that is past its time but has not been taken back is renewed like any other. The results are in the order of
    /// the claims; where a token comes twice, the second sees the effect of the first.
    ///
    /// No worker works on a place that is open in a claim and not named: it keeps its time, and in the same transaction moves to an open
    /// claim of its own (`HeldClaim.renewal(of:)`, `ClaimToken.left(with:isTaken:)`) with the same worker, claim time and places. So it
    /// lapses, and later reports under the old lease are superseded. Where no named place is open nothing changes.
    func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult]

    /// The stored steps of a job, by name: their results, or the names alone with empty results.
    func stepResults(_ request: StepsRequest) async throws -> [String: Data]

    /// The jobs with these ids, each once, in no particular order; ids that the store does not have are left out. For a request with the
    /// detail `status`, each is `JobRecord.showing(_:)` of the record.
    func jobs(_ request: JobsRequest) async throws -> [JobRecord]

    /// The jobs that match, newest first in the order of enqueueing, which never changes. A cursor of another store is `.invalid`.
    func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage

    /// The number of jobs of each queue, kind and state; combinations without jobs are left out.
    func counts() async throws -> [JobCount]

    /// Jobs whose lease has lapsed, and waiting jobs whose deadline has passed, paused queues included: up to the request's limits, without
    /// the jobs that it excludes, and with the jobs of one worker next to each other; otherwise in no particular order. Changes nothing:
    /// sweepers send changes for them. A job or claim that the store cannot read hides no other (`Overdue.unreadable`).
    func overdue(_ request: OverdueRequest) async throws -> Overdue

    /// Removes up to `limit` finished jobs, of all states together, that ended longer ago than `retention` keeps them, with all their data;
    /// returns how many. A job that ended exactly that long ago stays.
    func prune(_ retention: Retention, limit: Int) async throws -> Int

    /// A paused queue accepts jobs and hands none out; running ones go on.
    func setPaused(_ paused: Bool, queue: String) async throws

    /// Notes that a worker lives, its queues and kinds, and the time; replaces the worker's earlier entry. `leaving` removes it.
    func announce(_ worker: WorkerInfo, leaving: Bool) async throws

    /// Paused queues, known workers, and the time on the store's clock.
    func overview() async throws -> StoreOverview

    /// "A job may be ready, or may have changed": best effort, never relied on, not one element for each change. Each call is a new
    /// subscription to changes that are committed after it has returned.
    func signals() -> AsyncStream<Void>

    /// Ends the store's tasks and closes its connections and files; later calls throw `JobStoreError.closed`. Waits for operations under
    /// way. Ends every stream of signals, and later ones at once. A second call has no effect.
    func close() async
}

extension JobStore {
    /// None.
    public var features: Set<StoreFeature> { [] }
}
