import JobKit

/// A job as a claim holds it: its ready row, moved.
struct ReceiptMember {
    let seq: Int64
    let id: JobID
    let lane: Int64
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
        token = rows.token(row, 0)
        worker = rows.text(row, 1)
        claimedAt = rows.time(row, 2)
        until = rows.time(row, 3)
        open = rows.bytes(row, 4)
        let (seqs, ids, lanes, lines) = (rows.integers(row, 5), rows.uuids(row, 6), rows.integers(row, 7), rows.integers(row, 8))
        let (dues, attempts, deadlines) = (rows.integers(row, 9), rows.integers(row, 10), rows.optionalIntegers(row, 11))
        // Not among what a settle reads: NULL there.
        let quarantines = rows.optionalIntegers(row, 12)
        members = seqs.indices.map { place in
            ReceiptMember(
                seq: seqs[place], id: JobID(high: ids[place].high, low: ids[place].low), lane: lanes[place], line: lines[place],
                due: dues[place], attempt: attempts[place], deadline: deadlines[place],
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
