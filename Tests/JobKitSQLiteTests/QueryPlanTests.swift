import Foundation
import JobKit
import Testing

@testable import JobKitSQLite

/// The plans of frequent statements: by key, whatever the tables hold, and whatever statistics a service's ANALYZE has stored.
@Suite struct QueryPlanTests {
    enum Content: CaseIterable {
        case nothing
        /// Statistics from small tables stay when the tables have grown.
        case oneOfEach
        case manyFinishedAndScheduled
    }

    /// Word for word, because each has another possible plan whose cost grows with the history.
    static let pinned: [(sql: String, plan: [String])] = [
        (SQL.firstOfStream, ["SEARCH jobkit_ready USING PRIMARY KEY ((lane,priority)>(?,?))"]),
        (SQL.behindInStream, ["SEARCH jobkit_ready USING PRIMARY KEY (lane=? AND priority=? AND (due,seq)>(?,?))"]),
        (SQL.nextDueInStream, ["SEARCH jobkit_ready USING PRIMARY KEY (lane=? AND priority=? AND due>?)"]),
        (SQL.deleteReady, ["SEARCH jobkit_ready USING PRIMARY KEY (lane=? AND priority=? AND due=? AND seq=?)"]),
        (SQL.ready, ["SEARCH jobkit_ready USING PRIMARY KEY (lane=? AND priority=? AND due=? AND seq=?)"]),
        (SQL.claimedJob, ["SEARCH jobkit_job USING INTEGER PRIMARY KEY (rowid=?)"]),
        (SQL.deleteFinished, ["SEARCH jobkit_finished USING INTEGER PRIMARY KEY (rowid=?)"]),
        (
            SQL.readyPastDeadline,
            ["SEARCH jobkit_ready USING INDEX jobkit_ready_by_deadline (deadline>? AND deadline<?)"]
        ),
        (
            SQL.finishedBefore,
            ["SEARCH jobkit_finished USING COVERING INDEX jobkit_finished_by_time (state=? AND finished_at<?)"]
        ),
        (SQL.newestEnded, ["SEARCH jobkit_finished USING COVERING INDEX jobkit_finished_otherwise (state=? AND seq<?)"]),
        (
            SQL.newestEndedInLane,
            ["SEARCH jobkit_finished USING COVERING INDEX jobkit_finished_otherwise_by_lane (lane=? AND state=? AND seq<?)"]
        ),
        (SQL.newestTagged, ["SEARCH jobkit_tag USING PRIMARY KEY (tag=? AND lane=? AND seq<?)"]),
        (SQL.nextLaneOfTag, ["SEARCH jobkit_tag USING PRIMARY KEY (tag=? AND lane>?)"]),
    ]

    /// None of these may read a table of jobs from end to end, nor sort.
    static let searching =
        [
            SQL.insertLane, SQL.receipt, SQL.receiptMembers, SQL.jobIDBySeq, SQL.insertReceipt, SQL.insertReceiptMembers,
            SQL.updateReceipt, SQL.deleteReceipt, SQL.deleteReceiptMembers, SQL.renewReceipt,
            SQL.insertJob, SQL.insertReady, SQL.insertTag, SQL.jobByID, SQL.finishedState, SQL.insertFinished, SQL.noteMoved,
            SQL.insertFailure,
            SQL.cancelRequest, SQL.insertCancelRequest, SQL.deleteCancelRequest, SQL.upsertProgress, SQL.upsertStep,
            SQL.jobFacts, SQL.finished, SQL.seqByID, SQL.failures, SQL.progress, SQL.steps, SQL.jobsDown, SQL.waitingInLane,
            SQL.fewWaitingInLane, SQL.placeBySeq, SQL.addFinishedCount, SQL.finishedLane, SQL.tagsBySeq, SQL.deleteTag, SQL.newestJob,
            SQL.newestPruned, SQL.overdueJob, SQL.driftAt, SQL.newestEnd, SQL.insertReadyWithFlags, SQL.statusByID, SQL.finishedStatus,
        ] + SQL.deletesOfJob + pinned.map(\.sql)

    @Test(arguments: Content.allCases) func `A list of completed jobs is read by number, and never sorted`(content: Content) async throws {
        let workspace = try Workspace()
        try await fill(workspace, content)
        let steps = try plan(SQL.completedDown, try workspace.connection())
        let byNumber = [["SEARCH jobkit_finished USING INTEGER PRIMARY KEY (rowid<?)"], ["SCAN jobkit_finished"]]
        #expect(byNumber.contains(steps), "\(steps)")
    }

    @Test(arguments: Content.allCases) func `Counting what has ended reads no row of a job`(content: Content) async throws {
        let workspace = try Workspace()
        try await fill(workspace, content)
        #expect(try plan(SQL.finishedCounts, try workspace.connection()) == ["SCAN jobkit_finished_count"])
    }

    private func plan(_ sql: String, _ connection: Connection) throws -> [String] {
        var steps: [String] = []
        try connection.statement("EXPLAIN QUERY PLAN " + sql).forEachRow { steps.append($0.text(.detail)) }
        return steps
    }

    private func fill(_ workspace: Workspace, _ content: Content) async throws {
        let store = try await workspace.prepared(.init(synchronous: .normal))
        if content == .manyFinishedAndScheduled {
            _ = try await store.enqueue((0..<2_000).map { _ in draft(tags: ["t"]) })
            let claim = try await store.claim(request(limit: 2_000))
            _ = try await store.apply(
                claim.jobs.map { $0.change(.finish($0.lease.place % 9 == 0 ? .failed : .completed, output: nil)) })
            _ = try await store.enqueue(
                (0..<2_000).map { _ in draft(priority: .urgent, due: .after(.seconds(9)), deadline: .after(.seconds(99))) })
            try await store.write("analyze") { try $0.connection.execute("ANALYZE") }
        }
        if content == .oneOfEach {
            _ = try await store.enqueue([draft(tags: ["t"])])
            let claim = try await store.claim(request())
            _ = try await store.apply(claim.jobs.map { $0.change(.noteCancelRequest) })
            _ = try await store.enqueue([draft(tags: ["t"])])
            let second = try await store.claim(request())
            _ = try await store.apply(
                second.jobs.map {
                    let failure = JobChange.Failure(type: "E", message: "m", consequence: .failed)
                    return $0.change(.finish(.failed, output: nil), failure: failure)
                })
            _ = try await store.enqueue([draft(deadline: .after(.seconds(9)), tags: ["t"])])
            try await store.write("analyze") { try $0.connection.execute("ANALYZE") }
        }
        await store.close()
    }

    @Test(arguments: Content.allCases) func `What workers do again and again goes by key`(content: Content) async throws {
        let workspace = try Workspace()
        try await fill(workspace, content)
        let connection = try workspace.connection()
        for (sql, expected) in Self.pinned { #expect(try plan(sql, connection) == expected, "\(sql)") }
        for sql in Self.searching {
            let steps = try plan(sql, connection)
            #expect(!steps.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(sql): \(steps)")
        }
    }
}
