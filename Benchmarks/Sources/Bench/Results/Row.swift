import Foundation

/// One line of the result.
struct Row: Codable, Sendable {
    /// The goal for the figures, and whether they reach it.
    struct Aim: Codable, Sendable {
        let text: String
        let isMet: Bool
    }

    enum Unit: String, Codable, Sendable {
        case perSecond = "jobs/s"
        case milliseconds = "ms"
        case percent = "% of a core"
        case mebibytes = "MiB"
        case share = "%"
        case thousandRows = "thousand rows"
        case seconds = "s"
        case statements = "statements a job"
        case bytes = "bytes a job"
        case rows = "rows a job"
    }

    let title: String
    let synchronous: String
    let unit: Unit
    let jobKit: Spread
    /// The ceiling, or the peer, in rounds that alternate with JobKit's.
    let other: Spread?
    /// JobKit's figure divided by the other's, or by the row's own reference, round by round.
    let ratio: Spread?
    let aim: Aim?

    init(
        _ title: String, _ synchronous: Synchronous, _ unit: Unit, jobKit: [Double], other: [Double] = [], ratio: [Double]? = nil,
        aim: (String, (Spread, Spread?) -> Bool)? = nil
    ) throws {
        guard let figures = Spread(jobKit) else { throw BenchError("no run of \"\(title)\" gave a figure") }
        let ratio = Spread(ratio ?? zip(jobKit, other).map { $0 / $1 })
        self.title = title
        self.synchronous = synchronous.name
        self.unit = unit
        self.jobKit = figures
        self.other = Spread(other)
        self.ratio = ratio
        self.aim = aim.map { Aim(text: $0.0, isMet: $0.1(figures, ratio)) }
    }
}

extension Row {
    static func ratioAtLeast(_ least: Double, _ text: String) -> (String, (Spread, Spread?) -> Bool) {
        ("≥ \(least.formatted()) × \(text)", { _, ratio in (ratio?.median ?? 0) >= least })
    }

    static func ratioAtMost(_ most: Double, _ text: String) -> (String, (Spread, Spread?) -> Bool) {
        ("≤ \(most.formatted()) × \(text)", { _, ratio in (ratio?.median ?? .infinity) <= most })
    }

    static func atLeast(_ least: Double, _ unit: Unit) -> (String, (Spread, Spread?) -> Bool) {
        ("≥ \(least.formatted()) \(unit.rawValue)", { figures, _ in figures.median >= least })
    }

    static func atMost(_ most: Double, _ unit: Unit) -> (String, (Spread, Spread?) -> Bool) {
        ("≤ \(most.formatted()) \(unit.rawValue)", { figures, _ in figures.median <= most })
    }
}
