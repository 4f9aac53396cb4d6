import ArgumentParser

/// The argument of every command that takes a repository.
enum RepositoryArgument {
    static func source(_ text: String) throws -> RepositorySource {
        let source = try wrongUse { try RepositorySource(parsing: text) }
        guard source.credentials == nil else {
            throw ValidationError(
                "The address holds a password, and jobs are kept in a database. Leave it out: use an ssh address, "
                    + "or set JOBKIT_GIT_HOST, JOBKIT_GIT_USER and JOBKIT_GIT_PASSWORD for the worker."
            )
        }
        return source
    }
}
