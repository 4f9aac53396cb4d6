import Foundation

/// The commit to read: where a repository's HEAD points, or the next best when it points nowhere.
struct RemoteHead: Codable, Sendable, Equatable {
    /// `HEAD`, or a full name such as `refs/tags/1.2.0`.
    var reference: String
    /// The object's hash: 40 digits, or 64 in a repository with SHA-256.
    var object: String
    /// Without `refs/heads/`; nil for a detached HEAD and for a tag.
    var branch: String?

    /// Reads `git ls-remote --symref <address> HEAD`.
    init?(symbolic lines: [Substring]) {
        var object: String?
        var branch: String?
        for line in lines {
            guard let (value, name) = Self.fields(of: line), name == "HEAD" else { continue }
            if value.hasPrefix("ref: refs/heads/") {
                branch = String(value.dropFirst("ref: refs/heads/".count))
            } else if Self.isHash(value) {
                object = String(value)
            }
        }
        guard let object else { return nil }
        self.init(reference: "HEAD", object: object, branch: branch)
    }

    /// Chooses among all branches and tags, for a HEAD that names a branch which does not exist:
    /// main, master, the first branch, or the highest tag by number.
    init?(bestOf lines: [Substring]) {
        let found = lines.compactMap(Self.fields).filter { Self.isHash($0.value) && Self.isUsable($0.name) }
        let branches = found.filter { $0.name.hasPrefix("refs/heads/") }
        let tags = found.filter { $0.name.hasPrefix("refs/tags/") }
        let named = ["refs/heads/main", "refs/heads/master"].lazy.compactMap { name in branches.first { $0.name == name } }.first
        if let best = named ?? branches.first {
            self.init(reference: String(best.name), object: String(best.value), branch: String(best.name.dropFirst("refs/heads/".count)))
        } else if let best = tags.max(by: { String($0.name).compare(String($1.name), options: .numeric) == .orderedAscending }) {
            self.init(reference: String(best.name), object: String(best.value), branch: nil)
        } else {
            return nil
        }
    }

    init(reference: String, object: String, branch: String?) {
        self.reference = reference
        self.object = object
        self.branch = branch
    }

    private static func fields(of line: Substring) -> (value: Substring, name: Substring)? {
        guard let tab = line.firstIndex(of: "\t") else { return nil }
        return (line[..<tab], line[line.index(after: tab)...])
    }

    private static func isHash(_ text: Substring) -> Bool {
        (text.utf8.count == 40 || text.utf8.count == 64) && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    /// A server can list any text; only what stays one plain name in a refspec may be asked for.
    private static func isUsable(_ name: Substring) -> Bool {
        let refused = ":^*?[\\~@".unicodeScalars
        return !name.contains("..") && !name.unicodeScalars.contains { $0.value <= 0x20 || $0.value == 0x7F || refused.contains($0) }
    }
}
