import Foundation

/// The action of one step, its references resolved.
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
    /// Until nothing is left: the store decides which jobs a limit leaves for the next call.
    case prune(Retention, limit: Int)
    case setPaused(Bool, queue: String)
    case announce(WorkerInfo, leaving: Bool)
    case overview
    case signals
    case prepare
    /// The store under test is closed and another one opened on the same data, where possible.
    case reopen
    case advance(Duration)
    /// An administrator or NTP sets the clock back.
    case setBack(Duration)

    /// The beginning of a page.
    enum Cursor: Sendable {
        case start
        /// After an earlier page, by its number; both stores get their own cursors.
        case known(Int)
        /// Text that no store made.
        case foreign
    }
}
