import JobKit

/// The kinds of job that the kill harness mixes, in the order of `Mixture`.
protocol TortureJob: Job where Output == String {
    init()
}

private let patient = JobOptions(retry: .fixed(.milliseconds(10), maxAttempts: 12))
private let hasty = JobOptions(retry: .fixed(.milliseconds(10), maxAttempts: 3))

/// Succeeds.
struct SimpleJob: TortureJob {
    static let kind = "torture.simple"
    static let options = patient
    var filler = String(repeating: "x", count: 150)
}

/// Fails its first two attempts.
struct FlakyJob: TortureJob {
    static let kind = "torture.flaky"
    static let options = patient
    var filler = String(repeating: "x", count: 150)
}

/// Snoozes more often than not.
struct SnoozingJob: TortureJob {
    static let kind = "torture.snoozing"
    static let options = patient
    var filler = String(repeating: "x", count: 150)
}

/// Takes two steps, and fails between them in its first attempt.
struct SteppedJob: TortureJob {
    static let kind = "torture.stepped"
    static let options = patient
    static let steps = ["first", "second"]
    var filler = String(repeating: "x", count: 150)
}

/// Fails every attempt.
struct HopelessJob: TortureJob {
    static let kind = "torture.hopeless"
    static let options = hasty
    var filler = String(repeating: "x", count: 150)
}

/// Kills its process, in every attempt.
struct LethalJob: TortureJob {
    static let kind = "torture.lethal"
    static let options = hasty
    var filler = String(repeating: "x", count: 150)
}

/// Succeeds after longer than a lethal job takes to kill its process. Not in the mixture.
struct SlowJob: TortureJob {
    static let kind = "torture.slow"
    static let options = hasty
    var filler = ""
}

/// In its first attempt waits to be cancelled, or, ignoring that, for a file to appear; done at once in every later one.
struct HoldingJob: TortureJob {
    static let kind = "torture.holding"
    static let options = patient
    var gate: String?
}

enum Mixture {
    static let kinds: [any TortureJob.Type] = [
        SimpleJob.self, FlakyJob.self, SnoozingJob.self, SteppedJob.self, HopelessJob.self, LethalJob.self,
    ]
    /// Jobs of these kinds have no way to complete.
    static let doomed: Set<String> = [HopelessJob.kind, LethalJob.kind]

    /// One in forty is lethal.
    static func kind(_ chance: inout Chance) -> any TortureJob.Type {
        switch chance.number(0...39) {
        case 0: LethalJob.self
        case 1...3: HopelessJob.self
        case 4...11: SteppedJob.self
        case 12...17: SnoozingJob.self
        case 18...23: FlakyJob.self
        default: SimpleJob.self
        }
    }
}

/// A failure that a handler intends.
struct Intended: Error {}
