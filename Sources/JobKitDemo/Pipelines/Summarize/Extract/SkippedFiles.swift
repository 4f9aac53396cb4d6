/// Files that were left out, by reason, and the sentences that tell the reader.
struct SkippedFiles: Sendable, Equatable {
    enum Reason: Int, Sendable, CaseIterable {
        case generated, vendored, otherLanguage, tooLarge, tooDeep, notRegular, missing
        case pythonSyntax, pythonTooDeep, pythonGivenUp
    }

    private var paths: [Reason: [String]] = [:]

    mutating func add(_ path: String, _ reason: Reason) {
        paths[reason, default: []].append(path)
    }

    func count(_ reason: Reason) -> Int { paths[reason]?.count ?? 0 }

    /// One sentence for each reason that occurred, in a fixed order.
    func notes(limits: ExtractionLimits) -> [String] {
        Reason.allCases.compactMap { reason in
            // Which other languages there are, and how much of each, is told by the observation.
            guard reason != .otherLanguage, let paths = paths[reason], !paths.isEmpty else { return nil }
            let files = paths.count == 1 ? "1 file" : "\(paths.count) files"
            return sentence(reason, files, limits) + examples(of: paths, for: reason)
        }
    }

    private func sentence(_ reason: Reason, _ files: String, _ limits: ExtractionLimits) -> String {
        switch reason {
        case .generated: "Generated code was not parsed: \(files)."
        case .vendored: "Vendored code was not parsed: \(files)."
        case .otherLanguage: ""
        case .tooLarge: "Larger than \(limits.fileBytes / 1024) KiB and not parsed: \(files)"
        case .tooDeep: "Nested too deeply to be parsed safely: \(files)"
        case .notRegular: "Not a regular file inside the working tree, and not read: \(files)"
        case .missing: "Could not be opened: \(files)"
        case .pythonSyntax: "Not Python that this machine's interpreter can parse (Python 2, or broken): \(files)"
        case .pythonTooDeep: "Nested too deeply for Python's own parser: \(files)"
        case .pythonGivenUp: "The Python interpreter ended early while it read: \(files)"
        }
    }

    /// Policies need no examples; surprises do.
    private func examples(of paths: [String], for reason: Reason) -> String {
        switch reason {
        case .generated, .vendored, .otherLanguage: return ""
        default:
            let named = paths.sorted().prefix(3).joined(separator: ", ")
            return paths.count > 3 ? " (\(named), …)." : " (\(named))."
        }
    }
}
