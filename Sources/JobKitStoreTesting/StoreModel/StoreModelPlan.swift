/// The steps of a run of the model test: all that is needed to repeat the same run.
///
/// As text it is one line, such as `seed 42, steps 3,17,18, simple names`, and the line can be read back.
public struct StoreModelPlan: Sendable, Hashable {
    /// A feature that a run leaves out to be easier to read; the steps are otherwise unchanged.
    public enum Simplification: String, Sendable, Hashable, CaseIterable {
        /// One draft, one change, one token a step.
        case batches
        /// Drafts without tags, headers, deadline and timeout, of normal priority and due at once.
        case drafts
        /// Only letters in texts, and one kind and queue.
        case names
        /// Only short failures, outputs and messages, and no times far away.
        case values
    }

    /// The source of the steps' random numbers.
    public var seed: UInt64
    /// The numbers of the steps, in their order. Each draws from a generator of its own, so that leaving one out changes later ones only
    /// where they refer to its effects.
    public var steps: [Int]
    /// In the order of `Simplification.allCases` when read back from text.
    public var simplifications: Set<Simplification>

    /// The steps with these numbers, nothing simplified unless given.
    public init(seed: UInt64, steps: [Int], simplifications: Set<Simplification> = []) {
        self.seed = seed
        self.steps = steps
        self.simplifications = simplifications
    }

    /// The first `count` steps of a seed.
    public init(seed: UInt64, count: Int) {
        self.init(seed: seed, steps: Array(1...max(1, count)))
    }
}

extension StoreModelPlan: LosslessStringConvertible {
    /// One line that `init(_:)` reads.
    public var description: String {
        let simple = Simplification.allCases.filter(simplifications.contains).map { ", simple \($0.rawValue)" }.joined()
        return "seed \(seed), steps \(steps.map(String.init).joined(separator: ","))\(simple)"
    }

    /// Reads the format of `description`; `nil` for anything else.
    public init?(_ description: String) {
        let parts = description.split(separator: ", ", omittingEmptySubsequences: false).map { $0.split(separator: " ").map(String.init) }
        guard parts.count >= 2, parts.allSatisfy({ $0.count == 2 }), parts[0][0] == "seed", parts[1][0] == "steps",
            let seed = UInt64(parts[0][1])
        else { return nil }
        let steps = parts[1][1].split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let simple = parts.dropFirst(2).map { $0[0] == "simple" ? Simplification(rawValue: $0[1]) : nil }
        guard !steps.contains(nil), !simple.contains(nil) else { return nil }
        self.init(seed: seed, steps: steps.compactMap(\.self), simplifications: Set(simple.compactMap(\.self)))
    }
}
