/// Turns git's progress lines into fractions that never go down.
actor CloneMeter {
    private let report: @Sendable (Double) async -> Void
    private var last = 0.0

    init(report: @escaping @Sendable (Double) async -> Void) {
        self.report = report
    }

    func read(_ line: String) async {
        guard let fraction = GitProgress(line: line)?.cloneFraction, fraction > last else { return }
        last = fraction
        await report(fraction)
    }

    func finish() async {
        guard last < 1 else { return }
        last = 1
        await report(1)
    }
}
