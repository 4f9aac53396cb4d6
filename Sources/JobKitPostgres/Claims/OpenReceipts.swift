import Foundation
import JobKit

/// The receipts that one batch of changes uses: read and locked once, and written once at the end.
struct OpenReceipts {
    private var receipts: [Receipt] = []
    private var indices: [ClaimToken: Int] = [:]

    init(_ rows: Rows) {
        for row in 0..<rows.count {
            let receipt = Receipt(rows, row)
            indices[receipt.token] = receipts.count
            receipts.append(receipt)
        }
    }

    subscript(index: Int) -> Receipt {
        get { receipts[index] }
        _modify { yield &receipts[index] }
    }

    /// `nil` when no place of the claim was open when the batch began.
    func index(of token: ClaimToken) -> Int? { indices[token] }

    /// Writes which places are still open; a claim is removed with its last one.
    func commands() -> [Command] {
        let changed = receipts.filter(\.isChanged)
        let (ended, open) = (changed.filter(\.isEmpty), changed.filter { !$0.isEmpty })
        var commands: [Command] = []
        if !open.isEmpty {
            var parameters = Parameters()
            parameters.add(open.map(\.token))
            parameters.add(open.map { Data($0.open) })
            commands.append(Command(SQL.closeMembers, parameters))
        }
        if !ended.isEmpty {
            var parameters = Parameters()
            parameters.add(ended.map(\.token))
            commands.append(Command(SQL.deleteReceipts, parameters))
        }
        return commands
    }
}
