/// What of the user's and the machine's git configuration is honoured when a host is asked: proxies, certificates, rewritten addresses and known credential
/// helpers. Everything else in it stays unread, so that no alias, hook, filter or program of unknown origin runs beside a stranger's repository.
struct GitUserSettings: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        /// Section and name in lower case, as git lists them.
        var key: String
        var value: String
    }

    private(set) var entries: [Entry] = []

    /// Of `http` and `http.<url>`.
    static let http: Set<String> = [
        "proxy", "proxyauthmethod", "proxysslcainfo", "proxysslcert", "proxysslkey", "sslcainfo", "sslcapath", "sslcert", "sslkey",
        "sslbackend",
        "schannelusesslcainfo",
    ]
    /// Programs that git itself or a host's maker ships: `credential.helper = store`, `/usr/lib/git-core/git-credential-libsecret`, `!gh auth git-credential`.
    static let helpers: Set<String> = ["store", "cache", "osxkeychain", "libsecret", "manager", "manager-core", "wincred", "oauth"]
    static let commands: Set<String> = ["gh", "glab"]

    /// - Parameter listing: what `git config --list --show-scope -z` prints.
    init(listing: [UInt8]) {
        let fields = listing.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        for place in stride(from: 0, to: fields.count - 1, by: 2) where ["system", "global"].contains(fields[place]) {
            let parts = fields[place + 1].split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            // A key without a value says true; none of these is a yes or no.
            guard parts.count == 2 else { continue }
            let entry = Entry(key: String(parts[0]), value: String(parts[1]))
            if Self.isHonoured(entry) { entries.append(entry) }
        }
    }

    init() {}

    /// Without what could lead a password to another host than the one that it is for.
    var withoutDetours: GitUserSettings {
        var copy = self
        copy.entries.removeAll { $0.key.hasPrefix("url.") || $0.key.hasPrefix("credential.") }
        return copy
    }

    /// For git's environment: on a command line every user of the machine could read them.
    var variables: [String: String] {
        guard !entries.isEmpty else { return [:] }
        var variables = ["GIT_CONFIG_COUNT": "\(entries.count)"]
        for (index, entry) in entries.enumerated() {
            variables["GIT_CONFIG_KEY_\(index)"] = entry.key
            variables["GIT_CONFIG_VALUE_\(index)"] = entry.value
        }
        return variables
    }

    private static func isHonoured(_ entry: Entry) -> Bool {
        guard let section = entry.key.split(separator: ".").first, let name = entry.key.split(separator: ".").last else { return false }
        return switch section {
        case "http": http.contains(String(name))
        case "url": name == "insteadof"
        case "credential": name == "username" || name == "usehttppath" || (name == "helper" && isKnown(helper: entry.value))
        default: false
        }
    }

    /// An empty value forgets the helpers before it.
    private static func isKnown(helper: String) -> Bool {
        let words = helper.split(separator: " ").map { $0.trimmingPrefix("'").trimmingPrefix("\"") }
        guard var program = words.first.map(String.init) else { return true }
        // No way to hang a second command on.
        guard !helper.contains(where: { ";&|`$()<>\n".contains($0) }) else { return false }
        let isCommand = program.hasPrefix("!")
        if isCommand { program.removeFirst() }
        while let last = program.last, "'\"".contains(last) { program.removeLast() }
        let name = program.split(separator: "/").last.map(String.init) ?? ""
        if isCommand { return commands.contains(name) && words.dropFirst() == ["auth", "git-credential"] }
        return helpers.contains(name.hasPrefix("git-credential-") ? String(name.dropFirst(15)) : name)
    }
}
