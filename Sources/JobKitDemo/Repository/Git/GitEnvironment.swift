import Foundation

/// The whole environment of a git process: a few inherited variables, and settings that take git's dangerous habits away.
///
/// The user's own git configuration is not in force: it could run filters and hooks, or ask questions. What of it is needed to reach a host is read apart
/// (``GitUserSettings``). ssh keeps its agent, keys and known hosts.
struct GitEnvironment: Sendable {
    private(set) var values: [String: String]
    /// With which the user's configuration is read.
    private let ofUser: [String: String]

    init(inheriting parent: [String: String] = ProcessInfo.processInfo.environment) {
        values = parent.filter { Self.inherited.contains($0.key) }
        ofUser = parent.filter { Self.naming.contains($0.key) }
        if values["PATH", default: ""].isEmpty { values["PATH"] = "/usr/local/bin:/usr/bin:/bin" }
        values.merge(Self.fixed) { _, ours in ours }
    }

    /// The same, with credentials where ``GitSettings/credentialHelper`` finds them:
    /// not on the command line, which every user of the machine can read.
    func with(_ credentials: GitCredentials?) -> GitEnvironment {
        guard let credentials else { return self }
        var copy = self
        copy.values["JOBKIT_GIT_USER"] = credentials.user
        copy.values["JOBKIT_GIT_PASSWORD"] = credentials.password
        return copy
    }

    func with(_ settings: GitUserSettings) -> GitEnvironment {
        var copy = self
        copy.values.merge(settings.variables) { _, ours in ours }
        return copy
    }

    /// In which git finds the user's configuration, and nothing but lists it.
    var listingUserSettings: GitEnvironment {
        var copy = self
        for name in ["GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_GLOBAL"] { copy.values[name] = nil }
        copy.values.merge(ofUser) { _, user in user }
        return copy
    }

    /// What stands in proxies beside their host.
    var secrets: [String] {
        values.filter { $0.key.lowercased().hasSuffix("_proxy") && $0.key.lowercased() != "no_proxy" }
            .flatMap { GitUserSettings.secrets(ofProxy: $0.value) }
    }

    /// `NAME=value`, as the kernel takes them: with the NUL, without which the next bytes in memory would become part of it.
    var entries: [[UInt8]] {
        values.map { Array("\($0.key)=\($0.value)".utf8) + [0] }
    }

    private static let inherited: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "SSH_AUTH_SOCK", "DEVELOPER_DIR",
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "CURL_CA_BUNDLE",
        // Where credential helpers look for what they keep.
        "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "GH_CONFIG_DIR",
    ]

    private static let naming: Set<String> = ["GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_GLOBAL"]

    private static let fixed: [String: String] = [
        "LANG": "C", "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS": "", "SSH_ASKPASS_REQUIRE": "never",
        "GIT_ALLOW_PROTOCOL": "https:ssh:file",
        // Batch mode asks nothing. A shared master connection would outlive the command that opened it.
        "GIT_SSH_COMMAND":
            "ssh -a -x -oBatchMode=yes -oClearAllForwardings=yes -oPermitLocalCommand=no -oControlMaster=no -oControlPath=none",
        "GIT_SSH_VARIANT": "ssh",
        "GIT_LFS_SKIP_SMUDGE": "1", "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0",
        "GIT_PAGER": "cat", "GIT_EDITOR": "false",
    ]
}
