extension CodingUserInfoKey {
    /// Set to `true` in the `userInfo` of an encoder by a store that keeps whole records: leases are left out otherwise.
    @_spi(Stores) public static let keepsLeases = CodingUserInfoKey(rawValue: "JobKit.keepsLeases")
}

/// The lease is encoded only for stores: a record that a dashboard sends to a browser must not carry the lease, which can settle the job.
extension ClaimInfo: Codable {
    private enum CodingKeys: CodingKey {
        case lease, worker, claimedAt, until
    }

    /// A lease that was left out is decoded as one that holds no job.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            lease: try values.decodeIfPresent(Lease.self, forKey: .lease) ?? Lease(token: ClaimToken(high: 0, low: 0), place: -1),
            worker: try values.decode(String.self, forKey: .worker), claimedAt: try values.decode(Timestamp.self, forKey: .claimedAt),
            until: try values.decode(Timestamp.self, forKey: .until))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        if let key = CodingUserInfoKey.keepsLeases, encoder.userInfo[key] as? Bool == true { try values.encode(lease, forKey: .lease) }
        try values.encode(worker, forKey: .worker)
        try values.encode(claimedAt, forKey: .claimedAt)
        try values.encode(until, forKey: .until)
    }
}
