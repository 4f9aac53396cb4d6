import Foundation
import JobKitTesting

/// The results of a series of runs.
struct Summary {
    private(set) var runs = 0
    private(set) var violations = 0
    private var handlers = 0
    private var jobs = 0
    private var calls = 0
    private var longest: Duration = .zero
    private var injected: [FaultyStore.Verb: Int] = [:]

    mutating func add(_ outcome: Simulation.Outcome) {
        runs += 1
        if outcome.violation != nil { violations += 1 }
        handlers += outcome.handlers
        jobs += outcome.jobs
        calls += outcome.calls
        longest = max(longest, outcome.duration)
        injected.merge(outcome.injected, uniquingKeysWith: +)
    }

    func line(seconds: Double) -> String {
        let faults = FaultyStore.Verb.allCases.compactMap { verb in injected[verb].map { "\(verb) \($0)" } }.joined(separator: ", ")
        let rate = seconds > 0 ? Int(Double(runs) / seconds) : runs
        return "\(runs) runs, \(violations) violations; \(jobs) jobs acknowledged, \(handlers) handlers run, \(calls) calls of the store, "
            + "the longest run \(longest.formatted(.units(allowed: [.seconds]))); "
            + "faults: \(faults.isEmpty ? "none" : faults); \(rate) runs a second"
    }
}
