/// The seed's choices: Steele, Lea and Flood's SplitMix64.
struct RandomSource: Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to `bound`; the bias is too small for a run to show.
    mutating func below(_ bound: Int) -> UInt64 { next() % UInt64(max(1, bound)) }

    mutating func index(below bound: Int) -> Int { Int(below(bound)) }

    mutating func chance(_ percent: Int) -> Bool { below(100) < UInt64(percent) }

    mutating func milliseconds(_ range: ClosedRange<Int>) -> Duration {
        .milliseconds(range.lowerBound + index(below: range.count))
    }

    mutating func element<Element>(of elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[index(below: elements.count)]
    }
}
