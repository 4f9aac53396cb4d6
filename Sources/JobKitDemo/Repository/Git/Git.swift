import Subprocess

/// The system's git, for repositories that nobody vouches for.
///
/// Owns the rules under which git runs; ``GitCommand`` says what to run. Must never pass text from outside where git
/// could take it for an option, and must leave no process behind, however a command ends.
struct Git: Sendable {
    var environment = GitEnvironment()
    var clock: any Clock<Duration> = ContinuousClock()

    /// Runs a command to its end.
    ///
    /// - Throws: `RepositoryError`, `CancellationError`, or what the command's watch threw.
    ///   By then no process of the command's group is alive.
    @discardableResult
    func run(_ command: GitCommand) async throws -> GitOutput {
        let clock = clock
        return try await withThrowingTaskGroup(of: GitOutput?.self) { group in
            group.addTask { try await execute(command) }
            group.addTask {
                try await clock.sleep(for: command.timeLimit)
                throw RepositoryError(
                    .tookTooLong, command.subject, because: "git was ended after its limit of \(command.timeLimit.components.seconds) s",
                    remedy: "try again later, or raise the limit for a large repository or a slow connection")
            }
            if let watch = command.watch {
                group.addTask {
                    try await watch()
                    return nil
                }
            }
            defer { group.cancelAll() }
            while let output = try await group.next() {
                if let output { return output }
            }
            throw CancellationError()
        }
    }

    private func execute(_ command: GitCommand) async throws -> GitOutput {
        let result: GitProcess.Result
        let secrets: [String]
        do {
            let all = command.asksHost ? try await userSettings() : GitUserSettings()
            let settings = command.credentials == nil ? all : all.withoutDetours
            result = try await GitProcess.run(
                GitSettings.options + (command.credentials.map { GitSettings.credentialHelper(for: $0.origin) } ?? []) + command.arguments,
                environment: environment.with(command.credentials?.secret).with(settings), input: command.input,
                outputLimit: command.outputLimit, onErrorLine: command.onErrorLine)
            secrets = settings.secrets + environment.secrets
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw RepositoryError(startingGit: error, for: command)
        }
        try Task.checkCancellation()
        guard result.status.isSuccess else {
            throw await RepositoryError(gitSaid: result.errorLines, status: result.status, for: command, hiding: secrets)
                .lookingAtHost()
        }
        return GitOutput(bytes: result.output)
    }

    /// A configuration that git cannot read is none.
    private func userSettings() async throws -> GitUserSettings {
        let result = try await GitProcess.run(
            ["config", "--list", "--show-scope", "--includes", "-z"], environment: environment.listingUserSettings, input: [],
            outputLimit: 1 << 20, onErrorLine: nil)
        return result.status.isSuccess ? GitUserSettings(listing: result.output) : GitUserSettings()
    }
}
