import Foundation

/// What one step does, its references resolved.
enum StoreModelStep: Sendable {
    case enqueue([JobDraft])
    case claim(ClaimRequest)
    case apply([JobChange])
    case renew([HeldClaim], Duration)
    case stepResults(JobID)
    case jobs([JobID])
    case list(JobQuery, limit: Int, after: Cursor)
    case counts
    case overdue(OverdueRequest)
    /// Until nothing is left: which jobs a limit leaves for the next call is a store's own affair.
    case prune(Retention, limit: Int)
    case setPaused(Bool, queue: String)
    case announce(WorkerInfo, leaving: Bool)
    case overview
    case signals
    case prepare
    /// The store under test is closed and another opened on the same data, where it can be.
    case reopen
    case advance(Duration)
    /// An administrator or NTP sets the clock back.
    case setBack(Duration)

    /// Where a page begins.
    enum Cursor: Sendable {
        case start
        /// After an earlier page, by its number; both stores get their own cursors.
        case known(Int)
        /// Text that no store made.
        case foreign
    }
}
