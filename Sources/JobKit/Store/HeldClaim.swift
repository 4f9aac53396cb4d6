/// The part of a claim that a worker still holds, as it names it in a renewal.
public struct HeldClaim: Sendable, Hashable {
    /// The claim's token.
    public var token: ClaimToken
    /// The places that the worker still works on: of jobs that it holds or runs, or whose outcome is yet to be stored. In any order.
    public var places: [Int]

    /// A claim of which these places are held; places that are no longer open are no error.
    public init(token: ClaimToken, places: [Int]) {
        self.token = token
        self.places = places
    }

    /// All places of a claim's answer.
    public init(_ claim: Claim) {
        self.init(token: claim.token, places: claim.jobs.map(\.lease.place))
    }

    /// The one job of this lease.
    public init(_ lease: Lease) {
        self.init(token: lease.token, places: [lease.place])
    }

    /// The effect of a renewal on a claim with these open places, which keep their order.
    ///
    /// - Returns: the places that are renewed (none: the claim is lost, and nothing changes), and those that keep their time, under a token
    ///   of their own.
    public func renewal(of open: [Int]) -> (renewed: [Int], left: [Int]) {
        let named = Set(places)
        return (open.filter(named.contains), open.filter { !named.contains($0) })
    }
}

extension ClaimToken {
    /// The token to which a renewal moves the open places that it does not name, so that the claim's own token stands for the renewed
    /// places alone.
    ///
    /// Derived from the claim's token and the first of these places, so that every store derives the same. A place is left once, which
    /// makes the token new; a token that was used before may lead to one that is taken, and then the next is tried.
    ///
    /// - Parameters:
    ///   - places: not empty.
    ///   - isTaken: whether the store has an open claim with this token.
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
