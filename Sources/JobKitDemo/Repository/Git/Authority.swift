import Foundation

/// The part of an address between the scheme and the path: who, where, and at which port.
struct Authority {
    /// `user@` for ssh, where the name is part of the address; empty for https, where it is a credential.
    let login: String
    /// In lower case.
    let host: String
    /// `:port`, or empty for the scheme's own port.
    let port: String
    let credentials: GitCredentials?

    init(_ text: Substring, transport: RepositorySource.Transport, typed: String) throws {
        let at = text.lastIndex(of: "@")
        let userInfo = at.map { text[..<$0] }
        let (host, port) = try Self.split(at.map { text[text.index(after: $0)...] } ?? text, typed: typed)
        self.host = host
        self.port = port == (transport == .ssh ? "22" : "443") || port.isEmpty ? "" : ":" + port
        switch transport {
        case .ssh:
            self.login = try Self.login(userInfo, typed: typed)
            self.credentials = nil
        case .https, .local:
            self.login = ""
            self.credentials = try Self.credentials(userInfo, typed: typed)
        }
    }

    private static func split(_ text: Substring, typed: String) throws -> (host: String, port: String) {
        let host: Substring
        var port: Substring = ""
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[...end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw RepositorySource.refusal(typed, "its host is malformed") }
            port = rest.dropFirst()
            guard host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                throw RepositorySource.refusal(typed, "its host is malformed")
            }
        } else {
            let colon = text.firstIndex(of: ":") ?? text.endIndex
            host = text[..<colon]
            port = text[colon...].dropFirst()
            // ssh would take a host that begins with a dash for an option.
            let isPlain = host.utf8.allSatisfy { isAlphanumeric($0) || [UInt8]("._-".utf8).contains($0) }
            guard !host.isEmpty, host.first != "-", isPlain else {
                throw RepositorySource.refusal(typed, "its host is missing or malformed")
            }
        }
        guard port.isEmpty || (UInt16(port).map { $0 > 0 } ?? false) else {
            throw RepositorySource.refusal(typed, "its port is not a number from 1 to 65535")
        }
        return (host.lowercased(), port.isEmpty ? "" : String(UInt16(port) ?? 0))
    }

    private static func login(_ userInfo: Substring?, typed: String) throws -> String {
        guard let userInfo else { return "" }
        guard !userInfo.contains(":") else {
            throw RepositorySource.refusal(typed, "it holds a password, which ssh does not take from an address; use a key")
        }
        let isPlain = userInfo.utf8.allSatisfy { isAlphanumeric($0) || [UInt8]("._-+".utf8).contains($0) }
        guard !userInfo.isEmpty, userInfo.first != "-", isPlain else {
            throw RepositorySource.refusal(typed, "its user name is malformed")
        }
        return userInfo + "@"
    }

    private static func credentials(_ userInfo: Substring?, typed: String) throws -> GitCredentials? {
        guard let userInfo, !userInfo.isEmpty else { return nil }
        let parts = userInfo.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let password = parts.count > 1 ? parts[1].removingPercentEncoding : ""
        // A line break, once decoded, would let the password add lines to git's credential protocol.
        guard let user = parts[0].removingPercentEncoding, let password,
            !RepositorySource.hasControls(user + password)
        else {
            throw RepositorySource.refusal(typed, "its user name or password is malformed")
        }
        return GitCredentials(user: user, password: password)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
