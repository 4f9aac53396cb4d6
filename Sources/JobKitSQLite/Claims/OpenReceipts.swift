import JobKit

/// The receipts that one batch of changes uses: each read once, and written once at the end.
struct OpenReceipts {
    private let session: Session
    private var receipts: [Receipt] = []
    private var indices: [ClaimToken: Int?] = [:]
    /// Changes of one claim come next to each other.
    private var latest: (token: ClaimToken, index: Int?)?

    init(_ session: Session) {
        self.session = session
    }

    subscript(index: Int) -> Receipt {
        get { receipts[index] }
        _modify { yield &receipts[index] }
    }

    /// `nil` when no place of the claim was open when the batch began.
    mutating func index(of token: ClaimToken) throws -> Int? {
        if let latest, latest.token == token { return latest.index }
        let index: Int?
        if let known = indices[token] {
            index = known
        } else if let receipt = try session.receipt(token) {
            index = receipts.count
            receipts.append(receipt)
        } else {
            index = nil
        }
        indices[token] = .some(index)
        latest = (token, index)
        return index
    }

    func store() throws {
        for receipt in receipts { try session.store(receipt) }
    }
}
