import Foundation

/// The results of one run of the program.
struct Report: Codable, Sendable {
    let machine: Machine
    let rows: [Row]

    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// - Parameter other: the name of the other side of the comparison.
    func markdown(other: String) -> String {
        var lines = [
            machine.description, "", "| | synchronous | unit | JobKit | \(other) | ratio | aim | |", "|---|---|---|---:|---:|---:|---|---|",
        ]
        for row in rows {
            let cells = [
                row.title, row.synchronous, row.unit.rawValue, row.jobKit.cell(row.unit), row.other?.cell(row.unit) ?? "",
                row.ratio.map { Self.ratio($0) } ?? "", row.aim?.text ?? "", row.aim.map { $0.isMet ? "met" : "**missed**" } ?? "",
            ]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func ratio(_ spread: Spread) -> String {
        String(format: "%.2f (%.2f–%.2f)", spread.median, spread.least, spread.most)
    }
}

extension Spread {
    /// Median, and in brackets the least and the most.
    fileprivate func cell(_ unit: Row.Unit) -> String {
        func text(_ value: Double) -> String {
            switch unit {
            case .perSecond where value >= 10_000: String(format: "%.0fk", value / 1_000)
            case .perSecond where value >= 1_000: String(format: "%.1fk", value / 1_000)
            case .perSecond: String(format: "%.0f", value)
            case .milliseconds, .percent, .statements, .rows: String(format: "%.2f", value)
            case .mebibytes, .share, .thousandRows, .seconds: String(format: "%.1f", value)
            case .bytes: String(format: "%.0f", value)
            }
        }
        return "\(text(median)) (\(text(least))–\(text(most)))"
    }
}
