import Foundation

/// How much a file tells about its repository, between 0 and 1.
///
/// The weights are a reader's judgement, not a measurement: where a program begins and what it is made of come first,
/// then the code, larger and nearer to the root before smaller and deeper, then what explains, checks or carries it.
enum Importance {
    /// From the file alone, before anything is known of its neighbours.
    static func initial(of file: SourceFile, roleReason: String, entryPoint: String?) -> (Double, [String]) {
        let depth = Double(file.path.utf8.count { $0 == UInt8(ascii: "/") })
        let near = 1 / (1 + depth)
        switch file.role {
        case .source:
            var reasons = entryPoint.map { [$0] } ?? [roleReason]
            // What only its developers run says less of a program than the program.
            let first = PathParts(file.path).lowerDirectories.first
            let isTooling = first.map { NameLists.toolingDirectories.contains($0) || $0.hasPrefix(".") } ?? false
            if isTooling { reasons.append("tooling") }
            // A name alone is a hint, no more.
            let start = entryPoint == nil ? 0 : entryPoint == "named like an entry point" ? 0.1 : 0.3
            // 2000 lines count as large; beyond that, more lines say nothing more.
            let size = min(1, log(1 + Double(file.lines)) / log(2001))
            if depth <= 1, !isTooling { reasons.append("near the root") }
            if file.lines >= 500 { reasons.append("large") }
            let score = 0.4 + 0.1 * near + 0.15 * size + start
            return (rounded(isTooling ? score / 2 : score), reasons)
        case .manifest: return (rounded(0.3 + 0.5 * near * near), [roleReason])
        case .documentation:
            switch roleReason {
            case "README": return (rounded(0.4 + 0.5 * near), [roleReason])
            case "licence or credits", "change log": return (0.1, [roleReason])
            default: return (rounded(0.2 + 0.1 * near), [roleReason])
            }
        case .example: return (rounded(0.2 + 0.05 * near), [roleReason])
        case .test, .configuration: return (rounded(0.15 + 0.05 * near), [roleReason])
        case .asset: return (0.06, [roleReason])
        case .generated: return (0.04, [roleReason])
        case .vendored: return (0.02, [roleReason])
        }
    }

    fileprivate static func rounded(_ score: Double) -> Double {
        (min(1, max(0, score)) * 1000).rounded() / 1000
    }
}

/// Adds what the call graph knows to a file as it was observed: how many other files depend on it.
///
/// Give it the observed file each time, not one that was raised before. Forty dependants take away three fifths of what
/// is missing to 1. Generated and vendored files stay where they are: that much depends on them says nothing of the repository.
func raisedImportance(of file: SourceFile, fanIn: Int) -> (Double, [String]) {
    guard fanIn > 0, file.role != .generated, file.role != .vendored else { return (file.importance, file.reasons) }
    let weight = 0.6 * min(1, log(1 + Double(fanIn)) / log(41))
    let raised = file.role == .source ? file.importance + (1 - file.importance) * weight : file.importance
    return (Importance.rounded(raised), file.reasons + ["used by \(fanIn) \(fanIn == 1 ? "file" : "files")"])
}
