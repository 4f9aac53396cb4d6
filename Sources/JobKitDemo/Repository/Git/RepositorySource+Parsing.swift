import Foundation

extension RepositorySource {
    /// Checks what a user typed. Does not touch the network or the disk.
    ///
    /// - Parameters:
    ///   - typed: an https or ssh URL, `user@host:path`, or a path on this machine (also as `file://`).
    ///   - directory: the absolute path that relative paths start from.
    /// - Throws: `RepositoryError` with the code `addressRefused`.
    init(parsing typed: String, relativeTo directory: String = FileManager.default.currentDirectoryPath) throws {
        let text = typed.trimmingCharacters(in: .whitespaces)
        guard !text.isEmpty else { throw Self.refusal(typed, "it is empty") }
        guard text.utf8.count <= 4096 else { throw Self.refusal(typed, "it is longer than 4096 bytes") }
        guard !text.hasPrefix("-") else { throw Self.refusal(typed, "it begins with a dash, as an option would") }
        guard !Self.hasControls(text) else { throw Self.refusal(typed, "it holds control characters") }

        if let colons = text.firstRange(of: "://") {
            try self.init(scheme: text[..<colons.lowerBound].lowercased(), rest: text[colons.upperBound...], typed: typed)
        } else if let helper = text.firstRange(of: "::"), !text[..<helper.lowerBound].contains("/") {
            throw Self.refusal(typed, "it names a remote helper, which could run any command")
        } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
            try self.init(host: text[..<colon], path: text[text.index(after: colon)...], typed: typed)
        } else {
            self.init(path: text, relativeTo: directory)
        }
    }

    private init(scheme: String, rest: Substring, typed: String) throws {
        switch scheme {
        case "https", "ssh":
            try self.init(transport: scheme == "ssh" ? .ssh : .https, rest: rest, typed: typed)
        case "file":
            let path = rest.hasPrefix("localhost/") ? rest.dropFirst("localhost".count) : rest
            guard path.hasPrefix("/"), let decoded = path.removingPercentEncoding, !Self.hasControls(decoded) else {
                throw Self.refusal(typed, "a file URL must hold an absolute path on this machine, as in file:///path")
            }
            self.init(path: decoded, relativeTo: "/")
        default:
            throw Self.refusal(typed, "the scheme \(scheme) is not among https, ssh and file")
        }
    }

    private init(transport: Transport, rest: Substring, typed: String) throws {
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let path = String(rest[slash...])
        guard !rest.contains(where: \.isWhitespace) else { throw Self.refusal(typed, "it holds white space") }
        guard path.contains(where: { $0 != "/" }) else { throw Self.refusal(typed, "it names a host but no repository") }
        guard !path.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw Self.refusal(typed, "it holds a query or a fragment, which no repository address has")
        }
        let authority = try Authority(rest[..<slash], transport: transport, typed: typed)
        let scheme = transport == .ssh ? "ssh" : "https"
        self.transport = transport
        self.credentials = authority.credentials
        self.address = "\(scheme)://\(authority.login)\(authority.host)\(authority.port)\(path)"
        self.display = address
        self.name = Self.lastComponent(of: path)
        self.identity = "\(scheme)://\(authority.login)\(authority.host)\(authority.port)" + Self.trimmed("/" + path)
    }

    /// `user@host:path`, ssh's short form. A relative path starts at the user's home there, so it stays its own identity.
    private init(host: Substring, path: Substring, typed: String) throws {
        guard !["https", "http", "ssh", "file", "git", "ftp"].contains(host.lowercased()) else {
            throw Self.refusal(typed, "after \(host.lowercased()): two slashes are missing")
        }
        guard !path.isEmpty, path.first != "-" else { throw Self.refusal(typed, "it names a host but no repository") }
        guard !(host + path).contains(where: \.isWhitespace) else { throw Self.refusal(typed, "it holds white space") }
        let authority = try Authority(host, transport: .ssh, typed: typed)
        let home = authority.login + authority.host
        self.transport = .ssh
        self.credentials = nil
        self.address = "\(home):\(path)"
        self.display = address
        self.name = Self.lastComponent(of: path)
        self.identity = path.hasPrefix("/") ? "ssh://" + home + Self.trimmed(String(path)) : "\(home):" + Self.trimmed(String(path))
    }

    private init(path: String, relativeTo directory: String) {
        let home = path == "~" || path.hasPrefix("~/") ? NSHomeDirectory() + path.dropFirst() : path
        let absolute = home.hasPrefix("/") ? home : directory + "/" + home
        let standard = URL(fileURLWithPath: absolute).standardizedFileURL.path
        self.init(localPath: standard, address: standard)
    }

    /// A repository on this machine whose git directory is known or, before a preflight, guessed to be `address`.
    init(localPath: String, address: String) {
        let directory = address.hasSuffix("/.git") ? address.dropLast(5) : address[...]
        self.transport = .local
        self.credentials = nil
        self.address = address
        self.display = localPath
        self.name = Self.lastComponent(of: directory)
        self.identity = "file://" + address
    }

    static func refusal(_ typed: String, _ cause: String) -> RepositoryError {
        RepositoryError(
            .addressRefused, typed.isEmpty ? "(nothing)" : typed, because: cause,
            remedy: "give an https:// or ssh:// address, user@host:path, or the path of a repository on this machine")
    }

    static func hasControls(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }

    private static func trimmed(_ path: String) -> String {
        let components = path.split(separator: "/")
        let joined = components.joined(separator: "/")
        let short = joined.hasSuffix(".git") && joined.count > 4 ? String(joined.dropLast(4)) : joined
        return (path.hasPrefix("/") ? "/" : "") + short
    }
}
