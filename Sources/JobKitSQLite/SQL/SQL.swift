/// Every statement, as constants: one file a verb, the names of `JobStore`. No value is ever spliced in.
///
/// Hot statements find their rows of jobkit_job, jobkit_ready and jobkit_finished by key; `QueryPlanTests` pins that. There are no joins,
/// except of claims with their members, each of which is read: where a service runs ANALYZE while a table has one row, SQLite from then on
/// reads that table from end to end in a join, but never where a statement looks up one key of one table. where a statement looks up one
/// key of one table.
enum SQL {
    // Lanes.

    static let lanesAfter = "SELECT id, queue, kind FROM jobkit_lane WHERE id > :id ORDER BY id"
    static let insertLane = "INSERT INTO jobkit_lane (queue, kind) VALUES (:queue, :kind) ON CONFLICT DO NOTHING"

    // Receipts.

    static let receipt = """
        SELECT token, worker, claimed_at, until, remaining, open FROM jobkit_receipt WHERE token = :token
        """
    static let receipts = """
        SELECT token, worker, claimed_at, until, remaining, open FROM jobkit_receipt
        """
    static let openTokens = "SELECT token FROM jobkit_receipt"
    static let receiptMembers = "SELECT members FROM jobkit_receipt_members WHERE token = :token"
    static let jobIDBySeq = "SELECT id FROM jobkit_job WHERE seq = :seq"
    static let insertReceipt = """
        INSERT INTO jobkit_receipt (token, worker, claimed_at, until, remaining, open)
        VALUES (:token, :worker, :claimed_at, :until, :remaining, :open)
        """
    static let insertReceiptMembers = "INSERT INTO jobkit_receipt_members (token, members) VALUES (:token, :members)"
    static let updateReceipt = "UPDATE jobkit_receipt SET remaining = :remaining, open = :open WHERE token = :token"
    static let deleteReceipt = "DELETE FROM jobkit_receipt WHERE token = :token"
    static let deleteReceiptMembers = "DELETE FROM jobkit_receipt_members WHERE token = :token"
}
