import JobKit

/// For the attempts that a batch of changes would end: whether a transaction of the handler's has written under them.
struct AttemptEnds {
    enum Standing {
        /// No such transaction is open or has completed the job: the attempt can be ended.
        case free
        /// One is open, and is not waited for; the next sweep ends an attempt that it leaves open.
        case inTransaction
        /// One has completed the job. All that remains is to close its place in the claim.
        case committed
    }

    private var busy: Set<Int64> = []
    private var completed: Set<Int64> = []

    /// Checks only attempts that may have one: those of lapsed leases, and of handlers that have begun one.
    init(_ changes: [JobChange], _ receipts: OpenReceipts, _ session: Session) throws {
        let asked = changes.compactMap { receipts.contested(by: $0) }
        guard !asked.isEmpty else { return }
        var seqs = Parameters()
        seqs.add(asked)
        let answers = try session.run([Command(SQL.tryEnds, seqs), Command(SQL.looseEnds, seqs)])
        let free = (0..<answers[0].count).map { answers[0].integer($0, .seq) }
        busy = Set(asked).subtracting(free)
        completed = Set((0..<answers[1].count).map { answers[1].integer($0, .seq) })
    }

    func standing(of seq: Int64) -> Standing {
        if busy.contains(seq) { return .inTransaction }
        return completed.contains(seq) ? .committed : .free
    }
}

extension OpenReceipts {
    fileprivate func contested(by change: JobChange) -> Int64? {
        let lease: Lease
        switch change.expecting {
        case .lapsed(let lapsed, _): lease = lapsed
        case .leased(let held, _) where change.mayMeetHandlersTransaction: lease = held
        case .leased, .waiting, .finished: return nil
        }
        guard let index = index(of: lease.token), self[index].isOpen(lease.place) else { return nil }
        return self[index][lease.place]?.seq
    }
}
