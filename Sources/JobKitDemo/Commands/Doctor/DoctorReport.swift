import JobKit

/// What `doctor` prints.
struct DoctorReport: Encodable {
    var store: String
    /// Nothing but notes was found.
    var isHealthy: Bool
    var findings: [StoreFinding]

    init(store: String, findings: [StoreFinding]) {
        self.store = store
        self.findings = findings
        isHealthy = !findings.contains { $0.severity == .warning }
    }

    private enum CodingKeys: String, CodingKey {
        case store, findings
        case isHealthy = "healthy"
    }

    /// A row for each finding, with who and what to do below it: sentences are too long for columns.
    var text: String {
        guard !findings.isEmpty else { return Self.nothing }
        var table = TextTable(["SEVERITY", "FINDING"])
        for finding in findings { table.add([finding.severity.rawValue, finding.what]) }
        let rows = table.text.split(separator: "\n").map(String.init)
        let below = [""] + findings.map { "\n" + Self.indented($0.detail) + "\n" + Self.indented("To do: " + $0.remedy) }
        return zip(rows, below).map { $0 + $1 }.joined(separator: "\n") + (isHealthy ? "\n" + Self.nothing : "")
    }

    private static let nothing = "Nothing needs attention."

    private static func indented(_ text: String) -> String { String(repeating: " ", count: 10) + TerminalSafety.cleaned(text) }
}
