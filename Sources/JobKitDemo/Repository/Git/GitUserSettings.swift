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
    /// By name alone, or in a folder that only the machine's administrator writes to.
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

    /// What stands in proxies beside their host, for hiding it: a proxy that git cannot read is quoted in its error.
    var secrets: [String] { entries.filter { $0.key.hasSuffix("proxy") }.flatMap { Self.secrets(ofProxy: $0.value) } }

    static func secrets(ofProxy proxy: String) -> [String] {
        let bare = proxy.split(separator: "://").last.map(String.init) ?? proxy
        guard let at = bare.lastIndex(of: "@") else {
            // What is no host and port may be a name and a password that were written another way.
            return bare.split(separator: ":").count > 2 ? [bare] + bare.split(separator: ":").map(String.init) : []
        }
        let userInfo = String(bare[..<at])
        return [userInfo] + userInfo.split { ":/@".contains($0) }.map(String.init)
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
        // git gives an address to its transport on a command line, which every user of the machine can read: none with a password in it.
        case "url": name == "insteadof" && !hasPassword(entry.key)
        case "credential": name == "username" || name == "usehttppath" || (name == "helper" && isKnown(helper: entry.value))
        default: false
        }
    }

    private static func hasPassword(_ key: String) -> Bool {
        guard let scheme = key.firstRange(of: "://") else { return false }
        let userInfo = key[scheme.upperBound...].prefix { $0 != "/" }.split(separator: "@", omittingEmptySubsequences: false).dropLast()
        // An ssh address has a user name, and no password.
        return !userInfo.isEmpty
            && (key[..<scheme.lowerBound].hasSuffix("http") || key[..<scheme.lowerBound].hasSuffix("https")
                || userInfo.contains { $0.contains(":") })
    }

    private static let folders: Set<String> = [
        "/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/usr/lib/git-core", "/usr/libexec/git-core",
        "/usr/local/libexec/git-core",
        "/opt/homebrew/opt/git/libexec/git-core",
    ]

    /// The name of a program that is found on the PATH, or stands in one of the folders.
    private static func name(of program: String) -> String? {
        guard let slash = program.lastIndex(of: "/") else { return program }
        return folders.contains(String(program[..<slash])) ? String(program[program.index(after: slash)...]) : nil
    }

    /// An empty value forgets the helpers before it.
    private static func isKnown(helper: String) -> Bool {
        let words = helper.split(separator: " ").map { $0.trimmingPrefix("'").trimmingPrefix("\"") }
        guard var program = words.first.map(String.init) else { return true }
        // No way to hang a second command on.
        // `=` may set a variable in place of naming a program, and is part of an option elsewhere.
        let special = helper.hasPrefix("!") ? ";&|`$()<>\n=\\*?[{~#" : ";&|`$()<>\n\\*?[{~#"
        guard !helper.contains(where: special.contains) else { return false }
        let isCommand = program.hasPrefix("!")
        if isCommand { program.removeFirst() }
        while let last = program.last, "'\"".contains(last) { program.removeLast() }
        guard let name = name(of: program) else { return false }
        if isCommand { return commands.contains(name) && words.dropFirst() == ["auth", "git-credential"] }
        return helpers.contains(name.hasPrefix("git-credential-") ? String(name.dropFirst(15)) : name)
    }
}
