/// The options of the command line.
struct Options {
    static let usage = """
        jobkit-bench [--postgres] [--only NAME[,NAME]] [--quick] [--runs N] [--synchronous full|normal]
                     [--directory PATH] [--json PATH] [--update DOCUMENT] [--peer COMMAND]

          --postgres     on the server that Scripts/with-postgres has started; the first option if at all
          --only         only these: \(Scenario.all.map(\.name).joined(separator: ", "))
          --quick        a tenth of the work, to see that everything runs
          --runs         rounds of each figure; 5 unless given
          --seconds      how long a transaction is held; 60 unless given, 600 by `make bench-postgres`
          --synchronous  only this one of the two
          --directory    where files are made and removed: on the disk that is to be measured; .build-bench unless given
          --json         write the result there
          --update       replace the table in this document
          --peer         measure against a peer in place of the ceiling: a command as Benchmarks/peers has it
        """

    var scenarios = Scenario.all
    var isQuick = false
    var runs = 5
    var seconds = 60
    var synchronous = Synchronous.allCases
    var directory = ".build-bench"
    var json: String?
    var document: String?
    var peer: String?
    var isOnPostgres = false

    init(_ arguments: ArraySlice<String>) throws {
        var rest = arguments
        while let option = rest.popFirst() {
            if option == "--postgres" {
                isOnPostgres = true
                synchronous = [.full]
                scenarios = Scenario.postgres
                continue
            }
            if option == "--quick" {
                isQuick = true
                continue
            }
            guard let value = rest.popFirst() else { throw BenchError(Self.usage) }
            try set(option, value)
        }
    }

    private mutating func set(_ option: String, _ value: String) throws {
        switch option {
        case "--only":
            let names = value.split(separator: ",").map(String.init)
            scenarios = (isOnPostgres ? Scenario.postgres : Scenario.all).filter { names.contains($0.name) }
            guard scenarios.count == names.count else { throw BenchError(Self.usage) }
        case "--runs":
            guard let count = Int(value), count > 0 else { throw BenchError(Self.usage) }
            runs = count
        case "--seconds":
            guard let count = Int(value), count >= 10 else { throw BenchError(Self.usage) }
            seconds = count
        case "--synchronous":
            guard let one = Synchronous(rawValue: value) else { throw BenchError(Self.usage) }
            synchronous = [one]
        case "--directory": directory = value
        case "--json": json = value
        case "--update": document = value
        case "--peer": peer = value
        default: throw BenchError(Self.usage)
        }
    }
}
