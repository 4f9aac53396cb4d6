/// A repository to read: what the user typed, checked, with its credentials set apart.
///
/// Only https, ssh and this machine's own files are accepted. Everything else that git understands (`ext::`, which runs
/// a command, `git://` and `http://`, which anyone on the way can rewrite) is refused before git sees it.
struct RepositorySource: Sendable, Hashable, CustomStringConvertible {
    enum Transport: Sendable, Hashable {
        case https, ssh, local
    }

    let transport: Transport
    /// What git is told. Holds no credentials; never begins with a dash.
    let address: String
    var credentials: GitCredentials?
    /// What a reader may see: the address as typed, without user name and password; an absolute path for a local one.
    let display: String
    /// The last path component without `.git`.
    let name: String
    /// The same for every spelling of one repository: letter case of the host, a default port, a trailing slash or
    /// `.git`, and credentials make no difference.
    ///
    /// For a local path this is only as good as the path; ``Preflight`` replaces it by that of the git directory,
    /// so that a subdirectory of a work tree is the same repository as its root.
    let identity: String

    var description: String { display }

    static func lastComponent(of path: some StringProtocol) -> String {
        let last = path.split(separator: Character("/")).last.map { String($0) } ?? "repository"
        return last.hasSuffix(".git") && last.count > 4 ? String(last.dropLast(4)) : last
    }
}

/// A user name and a password (or token) that came inside an https address.
struct GitCredentials: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    let user: String
    let password: String

    var description: String { "credentials (hidden)" }
    // Without this, dumping a value that holds credentials would print them.
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension RepositorySource {
    /// The credentials, and the one host that they are for.
    var asked: (secret: GitCredentials, origin: String)? {
        guard let credentials, address.hasPrefix("https://") else { return nil }
        let host = address.dropFirst(8).prefix { $0 != "/" }
        return (credentials, "https://\(host)")
    }
}
