/// Delays for a store that is out of reach: from a tenth of a second, doubled up to ten seconds, each at random between half and all of it.
struct Backoff {
    private var failures = 0

    init() {}

    mutating func reset() { failures = 0 }

    mutating func next(_ environment: JobEnvironment) -> Duration {
        let seconds = min(10, 0.1 * Double(1 << min(failures, 7)))
        failures += 1
        return .seconds(seconds * (0.5 + 0.5 * environment.unitRandom()))
    }
}
