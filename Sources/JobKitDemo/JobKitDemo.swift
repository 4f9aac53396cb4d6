import ArgumentParser
import Foundation

#if !Demo
    #error("The demo needs packages that the library does not: build it with `swift build --traits Demo`, or `make demo`.")
#endif

@main
struct JobKitDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobkit-demo",
        abstract: "Real pipelines on JobKit's queue.",
        discussion: """
            Try: jobkit-demo summarize .
            Jobs are kept in data/jobs.db unless --store says otherwise, so a run that was interrupted, even by kill -9, goes on where it was \
            when the same command is given again.
            """,
        subcommands: [
            SummarizeCommand.self, ProjectsCommand.self, RefreshCommand.self, EnqueueCommand.self, WorkCommand.self, JobsCommand.self,
            DoctorCommand.self, MigrateCommand.self,
        ])

    static func main() async {
        StandardStreams.fill()
        // A reader that goes away, and a git that ends before it has read its input, are errors of that step and not the end of this process.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            do {
                if var asynchronous = command as? any AsyncParsableCommand { try await asynchronous.run() } else { try command.run() }
            } catch let error as ValidationError {
                // With the usage of the subcommand, where the parser would show that of the whole.
                StandardError.write("Error: \(error.message)\nUsage: \(usageString(for: type(of: command)))")
                Foundation.exit(ExitCode.validationFailure.rawValue)
            }
        } catch {
            exit(withError: error)
        }
    }
}
