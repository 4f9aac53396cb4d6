import JobKitTesting

/// The options of the command line.
struct Options {
    var seeds: Range<UInt64> = 0..<1_000
    var isTraced = false
    var isExhaustive = false
    var breakage: Breakage?
    /// Prints the hash of every run.
    var showsHashes = false
    /// Each seed twice in a row.
    var isRepeated = false
    var endsAtFirst = false

    static let usage = """
        usage: JobKitSimulation [--seeds FROM..<TO | --from N --count N | --seed N] [--trace] [--exhaustive] [--first]
                                [--hashes] [--twice] [--break BUG]

          --seeds 0..<1000   runs these seeds
          --seed N --trace   runs one seed and tells what happens in it
          --exhaustive       a small workload with every call failing once, before and after it was done
          --first            ends with the first violation
          --hashes           a line for each run, for comparing
          --twice            each seed twice in a row, for comparing
          --break BUG        puts a bug into the store, which must be found: \(Breakage.allCases.map(\.rawValue).joined(separator: ", "))
        """

    init?(_ arguments: [String]) {
        var (from, count): (UInt64, UInt64) = (0, 1_000)
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--trace": isTraced = true
            case "--exhaustive": isExhaustive = true
            case "--hashes": showsHashes = true
            case "--twice": isRepeated = true
            case "--first": endsAtFirst = true
            default:
                guard let value = rest.popFirst() else { return nil }
                switch option {
                case "--seeds":
                    let ends = value.split(separator: "..<").compactMap { UInt64($0) }
                    guard ends.count == 2, ends[0] <= ends[1] else { return nil }
                    (from, count) = (ends[0], ends[1] - ends[0])
                case "--seed":
                    guard let seed = UInt64(value) else { return nil }
                    (from, count) = (seed, 1)
                case "--from", "--count":
                    guard let number = UInt64(value) else { return nil }
                    if option == "--from" { from = number } else { count = number }
                case "--break":
                    guard let known = Breakage(rawValue: value) else { return nil }
                    breakage = known
                default: return nil
                }
            }
        }
        let (end, overflow) = from.addingReportingOverflow(count)
        guard !overflow else { return nil }
        seeds = from..<end
    }
}
