/// The median of some runs, with the least and the most.
struct Spread: Codable, Sendable {
    let median: Double
    let least: Double
    let most: Double
    let runs: Int

    /// `nil` without values.
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        median = quantile(0.5, of: sorted)
        least = first
        most = last
        runs = sorted.count
    }
}

/// The value below which that share of the values lies; of sorted values, at least one.
func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
}
