import JobKit

/// Finds the plan of a repository and reads it.
struct PlanFile {
    /// In bytes; what is longer is no plan that people keep.
    static let sizeLimit = 1 << 20
    /// The first of these that exists is the plan, in any letter case; else the README's task lists are.
    static let names = ["PLAN.md", "TODO.md", "ROADMAP.md", "docs/PLAN.md", "docs/TODO.md", "docs/ROADMAP.md"]

    let checkout: Checkout

    /// - Parameters:
    ///   - wanted: the file that the user named, relative to the root; nil to look for one.
    ///   - files: the regular files that the commit holds; nothing else is opened.
    /// - Returns: an empty plan where there is none.
    /// - Throws: `DoNotRetry` when the file that was named is not there, or when the plan cannot be read.
    func read(_ wanted: String?, among files: [String]) throws -> Plan {
        guard let path = try wanted.map({ try named($0, files) }) ?? Self.find(among: files) else { return Plan() }
        let limit = Self.sizeLimit
        do {
            guard let text = try CheckoutReader(directory: checkout.directory).text(path, limit: limit) else {
                return try unreadable(path, wanted)
            }
            return Plan(file: path, sections: PlanParser.parse(text))
        } catch let refusal as CheckoutReader.Refusal {
            let cause = refusal == .tooLarge ? "is longer than \(limit) bytes" : "cannot be read"
            throw DoNotRetry(
                "The plan file \(shown(path)) of \(checkout.source) \(cause). "
                    + "To fix this, commit a shorter one, or remove the project and add it again with another --plan.")
        }
    }

    /// A plan that no one can read is a failure. A README need not be a plan at all, and the rest of the refresh is worth having.
    private func unreadable(_ path: String, _ wanted: String?) throws -> Plan {
        let cause = "is not text in UTF-8, UTF-16 or Windows-1252"
        if wanted == nil, !Self.names.contains(where: { $0.lowercased() == path.lowercased() }) {
            return Plan(file: path, note: "\(shown(path)) \(cause) and was not read.")
        }
        throw DoNotRetry("The plan file \(shown(path)) of \(checkout.source) \(cause). To fix this, save it as UTF-8 and commit it.")
    }

    static func find(among files: [String]) -> String? {
        let byName = Dictionary(files.map { ($0.lowercased(), $0) }) { first, _ in first }
        return names.lazy.compactMap { byName[$0.lowercased()] }.first ?? RepositoryTexts.readmePath(among: files)
    }

    private func named(_ path: String, _ files: [String]) throws -> String {
        guard files.contains(path) else {
            throw DoNotRetry(
                "The plan file \(shown(path)) is not among the files of \(checkout.source) at \(checkout.commit.prefix(12)). "
                    + "To fix this, commit it there and refresh again, or remove the project and add it again with another --plan.")
        }
        return path
    }

    private func shown(_ path: String) -> String { "\"\(Redaction.spellingControls(of: String(path.prefix(200))))\"" }
}
