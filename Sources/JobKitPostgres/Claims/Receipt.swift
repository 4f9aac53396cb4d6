import JobKit

/// A job as a claim holds it: its ready row, moved.
struct ReceiptMember {
    let seq: Int64
    let id: JobID
    let line: Int64
    let due: Int64
    /// Counted when it was claimed.
    let attempt: Int64
    let deadline: Int64?
}

/// The state of a claim: its worker, the end of its lease, and the places that are still open.
struct Receipt {
    let token: ClaimToken
    let worker: String
    let claimedAt: Timestamp
    let until: Timestamp
    /// One bit a place, the lowest first; bits after the last place have no meaning.
    var open: [UInt8]
    /// How many places it has.
    let size: Int
    /// The members that were read: all, or the few that a change needs.
    private let members: [ReceiptMember]
    /// The index of each of them in `members`, unless all were read.
    private let indices: [Int: Int]?
    var isChanged = false

    /// - Parameter rows: in the format of `SQL.lockReceipts` and `SQL.lockPlaces`.
    init(_ rows: Rows, _ row: Int) {
        token = rows.token(row, .token)
        worker = rows.text(row, .worker)
        claimedAt = rows.time(row, .claimedAt)
        until = rows.time(row, .until)
        open = rows.bytes(row, .open)
        let (seqs, ids) = (rows.integers(row, .seqs), rows.uuids(row, .ids))
        let (lines, dues) = (rows.integers(row, .lines), rows.integers(row, .dues))
        let (attempts, deadlines) = (rows.integers(row, .attempts), rows.optionalIntegers(row, .deadlines))
        size = rows.optionalInteger(row, .size).map { Int($0) } ?? seqs.count
        members = seqs.indices.map { index in
            ReceiptMember(
                seq: seqs[index], id: JobID(high: ids[index].high, low: ids[index].low), line: lines[index], due: dues[index],
                attempt: attempts[index], deadline: deadlines[index])
        }
        indices =
            rows.isNull(row, .places)
            ? nil : Dictionary(rows.integers(row, .places).enumerated().map { (Int($0.element), $0.offset) }) { first, _ in first }
    }

    /// `nil` for a place that the claim does not have, or that was not read.
    subscript(place: Int) -> ReceiptMember? {
        guard let indices else { return members.indices.contains(place) ? members[place] : nil }
        return indices[place].map { members[$0] }
    }

    func isOpen(_ place: Int) -> Bool {
        (0..<size).contains(place) && open.count > place >> 3 && open[place >> 3] & 1 << UInt8(place & 7) != 0
    }

    mutating func close(_ place: Int) {
        open[place >> 3] &= ~(1 << UInt8(place & 7))
        isChanged = true
    }

    var isEmpty: Bool { !(0..<size).contains(where: isOpen) }
}
