import Foundation
import JobKit

/// The claims that one call renews: their open places, and the parts that are moved to claims of their own.
struct Renewal {
    private struct Open {
        var places: [Int]
        /// How many places the claim has, open or not.
        let count: Int
        /// Whether an earlier claim of the same call has renewed it.
        var isRenewed = false
        var isParted = false
    }

    private var open: [ClaimToken: Open] = [:]
    private var parted: [(from: ClaimToken, to: ClaimToken, bits: Data)] = []
    /// The tokens of the renewed claims.
    private(set) var tokens: Set<ClaimToken> = []

    /// - Parameter rows: the answer to `SQL.lockClaims`.
    init(_ rows: Rows?) {
        guard let rows else { return }
        for row in 0..<rows.count {
            let (bits, count) = (rows.bytes(row, .open), Int(rows.integer(row, .places)))
            let places = (0..<count).filter { bits[$0 >> 3] & 1 << UInt8($0 & 7) != 0 }
            open[rows.token(row, .token)] = Open(places: places, count: count)
        }
    }

    /// The places of the claim that are renewed; none when it is lost.
    mutating func renew(_ held: HeldClaim, isTaken: (ClaimToken) throws -> Bool) throws -> [Int] {
        guard let claim = open[held.token] else { return [] }
        let (renewed, left) = held.renewal(of: claim.places)
        guard !renewed.isEmpty else { return [] }
        tokens.insert(held.token)
        open[held.token]?.isRenewed = true
        guard !left.isEmpty else { return renewed }
        let taken = Set(parted.map(\.to))
        let token = try held.token.left(with: left) { try taken.contains($0) || isTaken($0) }
        parted.append((held.token, token, Self.bits(left, of: claim.count)))
        if claim.isRenewed { tokens.insert(token) }
        open[held.token] = Open(places: renewed, count: claim.count, isRenewed: true, isParted: true)
        return renewed
    }

    /// The named claim that one of `tokens` belongs to: a part that a later claim of the same call has moved out of it belongs to it too.
    func named(_ token: ClaimToken) -> ClaimToken { parted.last { $0.to == token }.map { named($0.from) } ?? token }

    /// First moves the unnamed places to a claim of their own, then removes them from the claim that held them.
    func commands() -> [Command] {
        var commands = parted.map { part in
            var parameters = Parameters()
            parameters.add(part.from)
            parameters.add(part.to)
            parameters.add(part.bits)
            return Command(SQL.partReceipt, parameters)
        }
        let changed = open.filter(\.value.isParted)
        if !changed.isEmpty {
            var parameters = Parameters()
            parameters.add(Array(changed.keys))
            parameters.add(changed.values.map { Self.bits($0.places, of: $0.count) })
            commands.append(Command(SQL.closeMembers, parameters))
        }
        return commands
    }

    private static func bits(_ places: [Int], of count: Int) -> Data {
        var bytes = [UInt8](repeating: 0, count: (count + 7) >> 3)
        for place in places { bytes[place >> 3] |= 1 << UInt8(place & 7) }
        return Data(bytes)
    }
}

extension Command {
    init(_ sql: String, tokens: Set<ClaimToken>) {
        var parameters = Parameters()
        parameters.add(Array(tokens))
        self.init(sql, parameters)
    }
}
