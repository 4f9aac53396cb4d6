/// The random numbers of one step; they depend only on the seed and the step's number.
struct StoreModelRandom {
    private var numbers: SplitMix64

    init(seed: UInt64, step: Int) {
        var mixed = SplitMix64(seed: seed)
        numbers = SplitMix64(seed: mixed.next() ^ UInt64(truncatingIfNeeded: step) &* 0xD6E8_FEB8_6659_FD93)
    }

    /// From 0 up to `bound`, which counts as at least 1.
    mutating func below(_ bound: Int) -> Int {
        Int(numbers.next() >> 1) % max(1, bound)
    }

    mutating func chance(_ percent: Int) -> Bool {
        below(100) < percent
    }

    /// From 0 up to 1.
    mutating func unit() -> Double {
        Double(numbers.next() >> 11) / Double(1 << 53)
    }

    /// `nil` where there is nothing to pick from.
    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        let index = below(elements.count)
        return elements.isEmpty ? nil : elements[index]
    }

    /// Each element with about that chance.
    mutating func some<Element>(_ elements: [Element], percent: Int) -> [Element] {
        elements.filter { _ in chance(percent) }
    }

    /// One of the choices, each as likely as its weight.
    mutating func weighted<Choice>(_ choices: [(weight: Int, choice: Choice)], otherwise: Choice) -> Choice {
        var rest = below(choices.reduce(0) { $0 + $1.weight })
        for (weight, choice) in choices {
            if rest < weight { return choice }
            rest -= weight
        }
        return otherwise
    }
}
