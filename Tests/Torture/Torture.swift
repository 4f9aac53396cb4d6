import Foundation

/// The child processes of `JobKitTroubleTests`, one role each, and the drivers that start and kill them; drivers can be run by hand for
/// long:
///
///     JobKitTorture kill --directory D --kills 300 --seed 1 --synchronous full
///     Scripts/with-postgres JobKitTorture kill --directory D --kills 3000 --seed 1 --store postgres
///     JobKitTorture hammer --directory D --seconds 20 --arm jobkit
@main
enum Torture {
    static func main() async {
        var arguments = Array(CommandLine.arguments.dropFirst())
        guard let role = arguments.first else { usage("no role is named") }
        arguments.removeFirst()
        do {
            let options = try Options(arguments)
            switch role {
            case "enqueue": try await EnqueueRole(options).run()
            case "complete": try await CompleteRole(options).run()
            case "work": try await WorkRole(options).run()
            case "prepare": try await PrepareRole(options).run()
            case "read": try ReadRole(options).run()
            case "hammer-write": try await HammerWriteRole(options).run()
            case "plain-write": try PlainWriteRole(options).run()
            case "kill": exit(try KillDriver(options).run() ? 0 : 1)
            case "hammer": exit(try HammerDriver(options).run() ? 0 : 1)
            default: usage("there is no role \(role)")
            }
        } catch {
            complain("\(role): \(error)")
            exit(1)
        }
    }

    private static func usage(_ complaint: String) -> Never {
        complain(
            "\(complaint); give enqueue, work, complete, prepare, read, hammer-write, plain-write, kill or hammer, and --name value pairs")
        exit(64)
    }
}

/// A line on standard error.
func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// The first problems that a driver found, a line for each.
func show(_ problems: [String]) {
    for problem in problems.prefix(20) { print("  " + problem.replacing("\n", with: " ").prefix(400)) }
}

/// An impossible condition: the run is of no use.
struct TortureError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
