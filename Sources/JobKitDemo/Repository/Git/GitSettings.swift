/// Options given to every git command before its name.
enum GitSettings {
    static let options: [String] = [
        // No hook, monitor or housekeeping process of a repository's choosing; none that stays behind.
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "gc.auto=0", "maintenance.auto=false",
        "core.attributesFile=/dev/null", "core.excludesFile=/dev/null",
        // A symbolic link becomes a small text file with its target's name: there is nothing to follow.
        "core.symlinks=false",
        "core.autocrlf=false", "core.safecrlf=false", "core.quotePath=false",
        "submodule.recurse=false", "fetch.recurseSubmodules=false",
        "protocol.allow=never", "protocol.https.allow=always", "protocol.ssh.allow=always", "protocol.file.allow=always",
        "protocol.ext.allow=never",
        // One pack instead of a file per object, so that the size on disk is the size received.
        "fetch.unpackLimit=1",
        // Reading commands only: they run nothing that such a repository configures, and the user named the path.
        "safe.directory=*",
        "advice.detachedHead=false", "color.ui=false",
    ].flatMap { ["-c", $0] }

    /// A helper made of one constant line, asked for one host alone; the secrets come from the environment. No redirect is followed: the password is for the
    /// host that was named, and git would ask for it again elsewhere.
    ///
    /// - Parameter origin: `https://host`, with the port where it is not 443.
    static func credentialHelper(for origin: String) -> [String] {
        let helper = #"!f() { test "$1" = get && printf 'username=%s\npassword=%s\n' "$JOBKIT_GIT_USER" "$JOBKIT_GIT_PASSWORD"; }; f"#
        return ["-c", "credential.helper=", "-c", "credential.\(origin).helper=\(helper)", "-c", "http.followRedirects=false"]
    }

    /// git passes none of its `-c` settings on to the process that serves a local repository, and that one refuses
    /// repositories of other users. It is made for untrusted ones: it runs none of their hooks and filters.
    static let localUploadPack = "--upload-pack=git -c 'safe.directory=*' -c core.hooksPath=/dev/null upload-pack"
}
