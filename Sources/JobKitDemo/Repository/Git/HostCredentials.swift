/// Credentials for one https host, from the environment: the way to private repositories that leaves nothing in a job or a log.
///
/// They go to that host alone, whatever addresses are asked for.
struct HostCredentials: Sendable {
    /// In lower case, with the port when it is not 443.
    let host: String
    let credentials: GitCredentials

    /// Reads `JOBKIT_GIT_HOST`, `JOBKIT_GIT_USER` and `JOBKIT_GIT_PASSWORD` (or a token in its place); nil unless all are set.
    init?(environment: [String: String]) {
        guard let host = environment["JOBKIT_GIT_HOST"], let user = environment["JOBKIT_GIT_USER"],
            let password = environment["JOBKIT_GIT_PASSWORD"], !host.isEmpty,
            // A line break would add lines to git's credential protocol.
            !(user + password).unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return nil }
        self.host = host.lowercased()
        credentials = GitCredentials(user: user, password: password)
    }
}

extension RepositorySource {
    /// The same repository, asked for with these credentials if it is on their host and was given none.
    func authenticated(by known: HostCredentials?) -> RepositorySource {
        guard let known, transport == .https, credentials == nil, address.hasPrefix("https://\(known.host)/") else { return self }
        var source = self
        source.credentials = known.credentials
        return source
    }
}
