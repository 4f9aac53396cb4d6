/// What a worker still holds of a claim, as it names it to renew it.
public struct HeldClaim: Sendable, Hashable {
    /// The claim's.
    public var token: ClaimToken
    /// The places that the worker still works on: of jobs that it holds, runs, or whose outcome is on its way. In any order.
    public var places: [Int]

    /// A claim of which these places are held; those that are not open any more are no error.
    public init(token: ClaimToken, places: [Int]) {
        self.token = token
        self.places = places
    }

    /// All that a claim was answered.
    public init(_ claim: Claim) {
        self.init(token: claim.token, places: claim.jobs.map(\.lease.place))
    }

    /// The one job that this lease is of.
    public init(_ lease: Lease) {
        self.init(token: lease.token, places: [lease.place])
    }

    /// What a renewal does to a claim with these open places, which stay in the order in which they are given.
    ///
    /// - Returns: the places that are renewed (none: the claim is lost, and nothing changes), and those that keep the time that they had, under a token
    ///   of their own.
    public func renewal(of open: [Int]) -> (renewed: [Int], left: [Int]) {
        let named = Set(places)
        return (open.filter(named.contains), open.filter { !named.contains($0) })
    }
}

extension ClaimToken {
    /// The token under which a renewal puts the open places that it leaves, so that the claim's own token stands for what is renewed alone.
    ///
    /// Made of the claim's token and the first of these places, so that every store makes the same. A place is left once, which makes it new; a token
    /// that was used before may lead to one that is taken, and then the next is asked for.
    ///
    /// - Parameters:
    ///   - places: not empty.
    ///   - isTaken: whether the store has an open claim of this token.
    public func left(with places: [Int], isTaken: (ClaimToken) throws -> Bool) rethrows -> ClaimToken {
        let place = UInt64(truncatingIfNeeded: places.first ?? 0)
        var token = self
        repeat {
            let high = Self.mixed(token.high ^ Self.mixed(place &+ 1))
            token = ClaimToken(high: high, low: Self.mixed(token.low ^ high))
        } while try isTaken(token)
        return token
    }

    /// The finalizer of SplitMix64: every bit of the result depends on every bit of the value, and no two values have the same result.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value &+ 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
        return bits ^ bits >> 31
    }
}
