import Foundation
import JobKit

/// The core under a simulated clock, store and scheduler: any number of runs, each determined by its seed alone.
@main
struct JobKitSimulation {
    static func main() {
        makeHashingRepeatable()
        guard let options = Options(Array(CommandLine.arguments.dropFirst())) else { return end(Options.usage, code: 64) }
        CrashNote.install()
        guard Scheduler.takeOver() else { return end("simulation: this Swift runtime lets nobody take over its scheduling", code: 69) }
        var summary = Summary()
        let elapsed = ContinuousClock().measure {
            if options.isExhaustive { exhaust(options, &summary) } else { runSeeds(options, &summary) }
        }
        print(summary.line(seconds: elapsed / .seconds(1)))
        if summary.violations > 0 { exit(1) }
    }

    private static func runSeeds(_ options: Options, _ summary: inout Summary) {
        for seed in options.seeds {
            CrashNote.set("simulation seed \(seed): the process crashed\n  replay: JobKitSimulation --seed \(seed) --trace\n")
            let simulation = Simulation(seed: seed, breakage: options.breakage, isTraced: options.isTraced)
            for _ in 0..<(options.isRepeated ? 2 : 1) { report(simulation.run(), options, &summary, replay: "--seed \(seed)") }
            if options.endsAtFirst, summary.violations > 0 { return }
        }
    }

    /// Counts the calls of a run without faults, and lets each of them fail in turn.
    private static func exhaust(_ options: Options, _ summary: inout Summary) {
        let seed = options.seeds.lowerBound
        let clean = Simulation(seed: seed, workload: .small, mode: FaultMode.none, breakage: options.breakage).run()
        report(clean, options, &summary, replay: "--exhaustive --seed \(seed)")
        for number in 1...max(1, clean.calls) {
            CrashNote.set("simulation --exhaustive --seed \(seed): the process crashed at call \(number)\n")
            for mode in [FaultMode.outageAt(number: number), .lostReplyAt(number: number), .refusalAt(number: number)] {
                let simulation = Simulation(
                    seed: seed, workload: .small, mode: mode, breakage: options.breakage, isTraced: options.isTraced)
                report(simulation.run(), options, &summary, replay: "--exhaustive --seed \(seed)")
            }
        }
    }

    private static func report(_ outcome: Simulation.Outcome, _ options: Options, _ summary: inout Summary, replay: String) {
        summary.add(outcome)
        if options.showsHashes { print("\(outcome.seed) \(outcome.mode.name) \(String(outcome.hash, radix: 16))") }
        guard let violation = outcome.violation else { return }
        let breakage = options.breakage.map { " --break \($0.rawValue)" } ?? ""
        print("simulation seed \(outcome.seed) mode \(outcome.mode.name): \(violation)")
        print("  replay: JobKitSimulation \(replay)\(breakage) --trace")
        // A long run that is cut short must not lose its results.
        fflush(nil)
    }

    /// Dictionaries and sets are iterated in an order that differs from process to process unless this variable was set when the process
    /// began.
    private static func makeHashingRepeatable() {
        let variable = "SWIFT_DETERMINISTIC_HASHING"
        guard getenv(variable) == nil else { return }
        setenv(variable, "1", 1)
        var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", &arguments)
        // On systems other than Linux the name of the call must do.
        execv(CommandLine.arguments[0], &arguments)
    }

    private static func end(_ message: String, code: Int32) {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
        exit(code)
    }
}
