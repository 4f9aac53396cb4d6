import Foundation
import Testing

@Suite("The simulation of the core")
struct SimulationTests {
    /// How many seeds to run; more for a long run.
    private static let seeds = ProcessInfo.processInfo.environment["JOBKIT_SIMULATION_SEEDS"].flatMap { UInt64($0) } ?? 1_000

    @Test("holds every promise, whatever the seed makes of workers, callers and store")
    func seeds() async throws {
        let outcome = try await SimulationProcess.run("--seeds", "0..<\(Self.seeds)")
        #expect(outcome.code == 0, "\(outcome.output.prefix(4_000))")
        #expect(outcome.lines.last?.hasPrefix("\(Self.seeds) runs, 0 violations;") == true)
        // Swift's runtime prints there which continuations were released without a resume.
        #expect(outcome.errors.isEmpty)
    }

    @Test("holds every promise when any one call fails, before and after it was done")
    func exhaustive() async throws {
        let outcome = try await SimulationProcess.run("--exhaustive")
        #expect(outcome.code == 0, "\(outcome.output.prefix(4_000))")
        #expect(outcome.errors.isEmpty)
        let runs = try #require(outcome.lines.last?.split(separator: " ").first.flatMap { Int($0) })
        // One clean run, and three for each of its calls.
        #expect(runs > 100 && runs % 3 == 1)
    }

    @Test("is made of its seed alone: twice the same, in one process and in two")
    func determinism() async throws {
        let first = try await SimulationProcess.run("--seeds", "0..<40", "--hashes")
        let second = try await SimulationProcess.run("--seeds", "0..<40", "--hashes", "--twice")
        #expect(first.code == 0 && second.code == 0)
        let once = first.lines.dropLast()
        #expect(once.count == 40)
        #expect(Set(once.compactMap { $0.split(separator: " ").last }).count == 40)
        #expect(second.lines.dropLast().elementsEqual(once.flatMap { [$0, $0] }))
    }

    @Test(
        "is checked by one that sees a bug in the store",
        arguments: [
            "fence", "lost-enqueue", "double-claim", "attempt-counting", "early", "order", "lost-step", "lost-report", "renewal",
            "late-outcome",
            "no-rescue", "prune", "silence", "deadline", "pause", "output",
        ])
    func breakage(_ breakage: String) async throws {
        let outcome = try await SimulationProcess.run("--break", breakage, "--seeds", "0..<60", "--first")
        #expect(outcome.code == 1, "\(outcome.output.prefix(1_000))")
        #expect(outcome.lines.first?.hasPrefix("simulation seed ") == true)
        #expect(outcome.output.contains("replay: JobKitSimulation --seed"))
    }

    @Test("tells in its trace what led to a violation, and ends with it")
    func trace() async throws {
        let outcome = try await SimulationProcess.run("--break", "early", "--seed", "2", "--trace")
        #expect(outcome.code == 1)
        let told = try #require(outcome.lines.firstIndex { $0.hasPrefix("VIOLATION: ") })
        #expect(outcome.lines[..<told].contains { $0.contains("enqueued job") })
    }
}
