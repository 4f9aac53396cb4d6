import Foundation
@_spi(Stores) import JobKit

// Names, times and queries: few enough to occur again, and some that match nothing.

extension StoreModelGenerator {
    mutating func overdueRequest() -> OverdueRequest {
        let limits = [1, 2, 50, 0, -1, .max]
        let excluded = random.chance(30) ? random.pick(knowledge.records).map { [$0.id] } ?? [] : []
        return OverdueRequest(
            lapsed: random.pick(limits) ?? 1, expired: random.pick(limits) ?? 1, excluding: Set(excluded))
    }

    enum Role { case queue, kind, tag, step, worker }

    /// The last two are one text to Swift, in two normal forms.
    private static let suffixes = ["a", "b", "a ", "'; DROP--", "caf\u{E9}", "cafe\u{301}"]

    mutating func name(of role: Role) -> String {
        let index = random.chance(70) ? random.below(2) : random.below(Self.suffixes.count)
        let isPlain = simple.contains(.names) || isDeep
        let suffix = isPlain ? (role == .queue || role == .kind ? "a" : ["a", "b"][index % 2]) : Self.suffixes[index]
        return "\(role).\(suffix)"
    }

    /// A handful, repetitions included.
    mutating func names(of role: Role, upTo most: Int) -> [String] {
        let count = random.below(most + 1)
        return (0..<count).map { _ in name(of: role) }
    }

    /// Boundaries and their neighbours, near and far times; most are near, so that events happen.
    mutating func time() -> Timestamp {
        let now = knowledge.now
        let boundary = random.pick(knowledge.boundaries) ?? now
        let kind = random.below(20)
        let tiny = Duration.microseconds(random.below(3) - 1)
        let seconds = Duration.seconds(random.below(1_500) - 700)
        let far = random.pick([.min, 0, 253_402_300_799_999_999, .max].map(Timestamp.init(microseconds:))) ?? now
        switch kind {
        case 0..<5: return now.advanced(by: tiny)
        case 5..<12: return boundary.advanced(by: tiny)
        case 12..<19: return now.advanced(by: seconds)
        default: return simple.contains(.values) ? now : far
        }
    }

    mutating func jobTime() -> JobTime {
        switch random.below(isDeep ? 7 : 10) {
        case 0..<4: .now
        case 4..<6: .after(.seconds(random.below(120)))
        case 6: .after(random.pick([.zero, .microseconds(1), .seconds(-30), .seconds(86_400)]) ?? .zero)
        default: .at(time())
        }
    }

    mutating func lease() -> Duration {
        let usual = Duration.seconds(1 + random.below(90))
        let odds: [Duration] = [.zero, .microseconds(1), .seconds(-5), .seconds(86_400), .seconds(Int64.max / 2)]
        let odd = random.pick(odds) ?? .zero
        return random.chance(75) ? usual : odd
    }

    /// Nothing, a moment, up to a boundary, or long enough for everything to lapse.
    mutating func advance() -> Duration {
        let next = knowledge.boundaries.filter { $0 > knowledge.now }.min() ?? knowledge.now
        let toNext = knowledge.now.duration(to: next) + .microseconds(random.below(3) - 1)
        let seconds = Duration.seconds(1 + random.below(60))
        switch random.below(20) {
        case 0: return .zero
        case 1..<3: return .microseconds(1)
        case 3..<10: return toNext < .seconds(10 * 86_400) ? toNext : seconds
        case 10..<16: return seconds
        case 16..<19: return .seconds(600 + random.below(3_600))
        default: return random.pick([.seconds(86_400), .seconds(86_400) + .microseconds(1), .seconds(8 * 86_400)]) ?? seconds
        }
    }

    mutating func claimRequest() -> ClaimRequest {
        let isRepeated = random.chance(12)
        let known = token()
        let fresh = ClaimToken(high: random.chance(50) ? .max : 0, low: UInt64(number))
        let queues = random.chance(70) ? ["queue.a", "queue.b"] : names(of: .queue, upTo: 4) + ["queue.nobody"]
        let kinds = random.chance(70) ? ["kind.a", "kind.b"] : names(of: .kind, upTo: 4) + ["kind.nobody"]
        let limit = random.pick([1, 1, 2, 3, 5, 8, .max, 0, -1]) ?? 1
        return ClaimRequest(
            token: isRepeated ? known : fresh, worker: name(of: .worker), queues: queues, kinds: kinds,
            limit: simple.contains(.batches) ? 1 : limit, lease: lease())
    }

    /// Mostly all open places of a claim; otherwise some of them, places that are settled or never existed, or none.
    mutating func heldClaim() -> HeldClaim {
        let token = token()
        let open = knowledge.running.compactMap(\.claim?.lease).filter { $0.token == token }.map(\.place)
        let odd = random.some([-1, 0, 1, 2, 3, 9], percent: 30)
        let some = random.some(open, percent: 60)
        return HeldClaim(token: token, places: random.chance(60) ? open : random.chance(70) ? some : some + odd)
    }

    mutating func query() -> JobQuery {
        let states = random.some(JobState.allCases, percent: 35)
        let kinds = names(of: .kind, upTo: 3)
        let queues = names(of: .queue, upTo: 3)
        let tags = names(of: .tag, upTo: 2)
        return JobQuery(
            states: random.chance(50) ? Set(states) : nil, kinds: random.chance(30) ? Set(kinds) : nil,
            queues: random.chance(30) ? Set(queues) : nil, tags: random.chance(40) ? tags : [])
    }

    mutating func retention() -> Retention {
        let keeps = (0..<4).map { _ -> Duration? in
            let age = (random.pick(knowledge.records)?.finishedAt?.duration(to: knowledge.now) ?? .seconds(30))
            let choices: [Duration?] = [nil, .zero, .microseconds(-1), age, age - .microseconds(1), .seconds(60), .seconds(Int64.max / 4)]
            return random.pick(choices) ?? nil
        }
        return Retention(completed: keeps[0], failed: keeps[1], cancelled: keeps[2], expired: keeps[3])
    }

    mutating func worker() -> WorkerInfo {
        let id = name(of: .worker)
        let queues = names(of: .queue, upTo: 2)
        let kinds = names(of: .kind, upTo: 2)
        return WorkerInfo(id: id, queues: queues, kinds: kinds, concurrency: random.below(9), seenAt: time())
    }
}
