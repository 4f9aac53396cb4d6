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
    var quarantine: Int?
}

/// A claim as it stands: who holds it until when, and which places are still open.
struct Receipt {
    let token: ClaimToken
    let worker: String
    let claimedAt: Timestamp
    let until: Timestamp
    /// One bit a place, the lowest first; beyond the last place they mean nothing.
    var open: [UInt8]
    let members: [ReceiptMember]
    var isChanged = false

    init(_ rows: Rows, _ row: Int) {
        token = rows.token(row, .token)
        worker = rows.text(row, .worker)
        claimedAt = rows.time(row, .claimedAt)
        until = rows.time(row, .until)
        open = rows.bytes(row, .open)
        let (seqs, ids) = (rows.integers(row, .seqs), rows.uuids(row, .ids))
        let (lines, dues) = (rows.integers(row, .lines), rows.integers(row, .dues))
        let (attempts, deadlines) = (rows.integers(row, .attempts), rows.optionalIntegers(row, .deadlines))
        // Not among what a settle reads: NULL there.
        let quarantines = rows.optionalIntegers(row, .quarantines)
        members = seqs.indices.map { place in
            ReceiptMember(
                seq: seqs[place], id: JobID(high: ids[place].high, low: ids[place].low), line: lines[place], due: dues[place],
                attempt: attempts[place], deadline: deadlines[place],
                quarantine: quarantines.indices.contains(place) ? quarantines[place].map { Int($0) } : nil)
        }
    }

    func isOpen(_ place: Int) -> Bool {
        members.indices.contains(place) && open.count > place >> 3 && open[place >> 3] & 1 << UInt8(place & 7) != 0
    }

    mutating func close(_ place: Int) {
        open[place >> 3] &= ~(1 << UInt8(place & 7))
        isChanged = true
    }

    var openPlaces: [Int] { members.indices.filter(isOpen) }
    var isEmpty: Bool { !members.indices.contains(where: isOpen) }
}
