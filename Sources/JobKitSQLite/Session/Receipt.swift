import Foundation
import JobKit

/// A job as a claim holds it: its ready row, moved.
struct ReceiptMember {
    let seq: Int64
    let id: JobID
    let lane: Int64
    let priority: Int64
    let due: Int64
    /// Counted when it was claimed.
    let attempt: Int64
    let deadline: Int64?
    var flags = JobFlags()
}

/// The members of a claim in their column's format: never changed after the claim, and without the ids, which the job rows have.
enum PackedMembers {
    /// The version of the format; the first byte of the column.
    private static let version: UInt8 = 1

    static func pack(_ members: [ReceiptMember]) -> [UInt8] {
        var writer = PackedWriter(capacity: 1 + members.count * 17)
        writer.write(UInt64(version))
        var due: Int64 = 0
        var seq: Int64 = 0
        for member in members {
            // Neighbours differ little.
            writer.write(member.seq &- seq)
            writer.write(member.due &- due)
            (seq, due) = (member.seq, member.due)
            writer.write(UInt64(member.lane) << 3 | UInt64(member.priority) << 1 | (member.deadline == nil ? 0 : 1))
            writer.write(UInt64(member.attempt))
            if let deadline = member.deadline { writer.write(deadline) }
            member.flags.write(to: &writer)
        }
        return writer.bytes
    }

    /// - Parameter id: finds the job's id by its number.
    static func unpack(_ bytes: UnsafeRawBufferPointer, id: (Int64) throws -> JobID) throws -> [ReceiptMember] {
        var reader = PackedReader(bytes)
        guard try reader.unsigned() == UInt64(version) else {
            throw inconsistent("the members of a claim are packed in a form that this version does not know")
        }
        var members: [ReceiptMember] = []
        var due: Int64 = 0
        var seq: Int64 = 0
        while !reader.isAtEnd {
            seq &+= try reader.signed()
            due &+= try reader.signed()
            let lane = try reader.unsigned()
            let attempt = try reader.unsigned()
            members.append(
                ReceiptMember(
                    seq: seq, id: try id(seq), lane: Int64(lane >> 3), priority: Int64(lane >> 1 & 3), due: due,
                    attempt: Int64(truncatingIfNeeded: attempt), deadline: lane & 1 == 0 ? nil : try reader.signed(),
                    flags: try JobFlags(from: &reader)))
        }
        return members
    }
}

/// The state of a claim: its worker, the end of its lease, and the places that are still open.
struct Receipt {
    let token: ClaimToken
    let worker: String
    let claimedAt: Timestamp
    let until: Timestamp
    var remaining: Int
    /// One bit a place, the lowest first.
    var open: [UInt8]
    let members: [ReceiptMember]
    var isChanged = false

    func isOpen(_ place: Int) -> Bool {
        members.indices.contains(place) && open.count > place >> 3 && open[place >> 3] & 1 << UInt8(place & 7) != 0
    }

    mutating func close(_ place: Int) {
        open[place >> 3] &= ~(1 << UInt8(place & 7))
        remaining -= 1
        isChanged = true
    }

    static func allOpen(_ count: Int) -> [UInt8] {
        var bits = [UInt8](repeating: 0xff, count: (count + 7) >> 3)
        if count & 7 != 0 { bits[count >> 3] = 0xff >> UInt8(8 - count & 7) }
        return bits
    }

    var openPlaces: [Int] { members.indices.filter(isOpen) }

    /// The same claim under another token, with these of its places open.
    func keeping(_ places: [Int], token: ClaimToken) -> Receipt {
        var bits = [UInt8](repeating: 0, count: open.count)
        for place in places { bits[place >> 3] |= 1 << UInt8(place & 7) }
        return Receipt(
            token: token, worker: worker, claimedAt: claimedAt, until: until, remaining: places.count, open: bits, members: members)
    }
}

/// The members of claims, which never change while the claim is open. A token may be used again once all of its claim is settled, by
/// another process too; so an entry is valid only while the column still holds the bytes from which it was read.
final class ReceiptCache {
    struct Entry {
        let packed: [UInt8]
        let members: [ReceiptMember]

        func isRead(from bytes: UnsafeRawBufferPointer) -> Bool {
            packed.withUnsafeBytes { packed in
                guard packed.count == bytes.count, let one = packed.baseAddress, let other = bytes.baseAddress else { return false }
                return memcmp(one, other, bytes.count) == 0
            }
        }
    }

    /// This many are kept whatever is open.
    private static let fewest = 64

    private var entries: [ClaimToken: Entry] = [:]
    /// The number of entries at which those of ended claims are dropped.
    private var nextDrop = fewest

    var count: Int { entries.count }
    /// Claims that other connections settle are not removed one by one.
    var isFull: Bool { entries.count >= nextDrop }

    func forget() {
        entries = [:]
        nextDrop = Self.fewest
    }

    /// - Parameter open: the claims that still exist.
    func drop(allBut open: Set<ClaimToken>) {
        entries = entries.filter { open.contains($0.key) }
        nextDrop = max(Self.fewest, 2 * entries.count)
    }

    subscript(token: ClaimToken) -> Entry? {
        get { entries[token] }
        set { entries[token] = newValue }
    }
}

extension Session {
    /// The claim with this token; `nil` when no place of it is open.
    func receipt(_ token: ClaimToken) throws -> Receipt? {
        let statement = try statement(SQL.receipt)
        statement.bind(.token, token)
        return try statement.firstRow { try receipt(in: $0) }
    }

    /// The claims that hold jobs now.
    func openReceipts() throws -> [Receipt] {
        let statement = try statement(SQL.receipts)
        var found: [Receipt] = []
        try statement.forEachRow { found.append(try receipt(in: $0)) }
        return found
    }

    private func receipt(in row: Statement) throws -> Receipt {
        let token = row.token(.token)
        return Receipt(
            token: token, worker: row.text(.worker), claimedAt: row.time(.claimedAt), until: row.time(.until),
            remaining: Int(row.integer(.remaining)),
            open: row.array(.open), members: try members(of: token))
    }

    private func members(of token: ClaimToken) throws -> [ReceiptMember] {
        let known = receipts[token]
        let statement = try statement(SQL.receiptMembers)
        statement.bind(.token, token)
        let ids = try self.statement(SQL.jobIDBySeq)
        let entry = try statement.firstRow { row in
            try row.bytes(.members) { bytes in
                if let known, known.isRead(from: bytes) { return known }
                let members = try PackedMembers.unpack(bytes) { seq in
                    ids.bind(.seq, seq)
                    // A member that was settled may have been pruned while others are still open; its id is no longer needed.
                    return try ids.firstRow { $0.jobID(.id) } ?? JobID(high: 0, low: 0)
                }
                return ReceiptCache.Entry(packed: Array(bytes), members: members)
            }
        }
        guard let entry else { throw inconsistent("a claim has no members") }
        if entry.packed != known?.packed { try keep(entry, of: token) }
        return entry.members
    }

    /// Keeps at most twice the number of open claims, and a few.
    private func keep(_ entry: ReceiptCache.Entry, of token: ClaimToken) throws {
        if receipts.isFull {
            var open: Set<ClaimToken> = []
            try statement(SQL.openTokens).forEachRow { open.insert($0.token(.token)) }
            receipts.drop(allBut: open)
        }
        receipts[token] = entry
    }

    func insertReceipt(_ receipt: Receipt) throws {
        let insert = try statement(SQL.insertReceipt)
        insert.bind(.token, receipt.token)
        insert.bind(.worker, receipt.worker)
        insert.bind(.claimedAt, receipt.claimedAt)
        insert.bind(.until, receipt.until)
        insert.bind(.remaining, Int64(receipt.remaining))
        insert.bind(.open, receipt.open)
        try insert.run()
        let insertMembers = try statement(SQL.insertReceiptMembers)
        insertMembers.bind(.token, receipt.token)
        let packed = PackedMembers.pack(receipt.members)
        insertMembers.bind(.members, packed)
        try insertMembers.run()
        try keep(ReceiptCache.Entry(packed: packed, members: receipt.members), of: receipt.token)
    }

    /// Writes which places are still open; removes the claim with its last one.
    func store(_ receipt: Receipt) throws {
        guard receipt.isChanged else { return }
        if receipt.remaining > 0 {
            let update = try statement(SQL.updateReceipt)
            update.bind(.token, receipt.token)
            update.bind(.remaining, Int64(receipt.remaining))
            update.bind(.open, receipt.open)
            try update.run()
        } else {
            for sql in [SQL.deleteReceipt, SQL.deleteReceiptMembers] {
                let delete = try statement(sql)
                delete.bind(.token, receipt.token)
                try delete.run()
            }
            receipts[receipt.token] = nil
        }
    }
}
