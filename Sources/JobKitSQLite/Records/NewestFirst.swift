import HeapModule

/// A falling sequence of job numbers: returns the highest one that is not above a number; `nil` where there is none.
typealias NewestFirst = (_ atMost: Int64) throws -> Int64?

/// Intersections and unions of such sequences. Reads only the numbers that are needed.
enum NumberSets {
    /// Asks each for its highest number not above the others', until all agree.
    static func intersection(_ sets: [NewestFirst]) -> NewestFirst {
        guard let first = sets.first, sets.count > 1 else { return sets.first ?? { $0 } }
        return { atMost in
            guard var candidate = try first(atMost) else { return nil }
            var agreed = 1
            var next = 1
            while agreed < sets.count {
                guard let number = try sets[next](candidate) else { return nil }
                agreed = number == candidate ? agreed + 1 : 1
                candidate = number
                next = (next + 1) % sets.count
            }
            return candidate
        }
    }

    static func union(_ sets: [NewestFirst]) -> NewestFirst {
        if sets.count == 1, let only = sets.first { return only }
        return { atMost in try sets.compactMap { try $0(atMost) }.max() }
    }

    /// - Parameter numbers: falling.
    static func list(_ numbers: [Int64]) -> NewestFirst {
        { atMost in
            var range = 0..<numbers.count
            while !range.isEmpty {
                let middle = range.lowerBound + range.count / 2
                range = numbers[middle] > atMost ? middle + 1..<range.upperBound : range.lowerBound..<middle
            }
            return range.lowerBound < numbers.count ? numbers[range.lowerBound] : nil
        }
    }

    static func filtered(_ set: @escaping NewestFirst, _ isWanted: @escaping (Int64) throws -> Bool) -> NewestFirst {
        { atMost in
            var below = atMost
            while let number = try set(below) {
                if try isWanted(number) { return number }
                guard number > .min else { return nil }
                below = number - 1
            }
            return nil
        }
    }

    /// The first numbers of sets that have none in common, merged.
    static func newest(_ limit: Int, of sets: [NewestFirst], atMost: Int64) throws -> [Int64] {
        struct Head: Comparable {
            let number: Int64
            let set: Int

            static func < (one: Head, other: Head) -> Bool { one.number < other.number }
        }
        var heads = Heap<Head>()
        for (index, set) in sets.enumerated() {
            if let number = try set(atMost) { heads.insert(Head(number: number, set: index)) }
        }
        var found: [Int64] = []
        while found.count < limit, let first = heads.max {
            found.append(first.number)
            let next = found.count == limit || first.number == .min ? nil : try sets[first.set](first.number - 1)
            if let next {
                heads.replaceMax(with: Head(number: next, set: first.set))
            } else {
                heads.removeMax()
            }
        }
        return found
    }
}
