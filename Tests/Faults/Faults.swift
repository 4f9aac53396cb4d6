import Foundation
import JobKit
import JobKitSQLite

/// The processes that the fault tests start, stop and kill. Prints the store's answers on standard output, one line each; a line is written
/// before the next step begins.
@main
enum Faults {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2 else { return end("usage: JobKitFaults COMMAND PATH [ARGUMENT]") }
        let (path, argument) = (arguments[1], arguments.count > 2 ? arguments[2] : "")
        do {
            switch arguments[0] {
            case "template": try await Template(path: path).make(argument)
            case "verb":
                guard let verb = FaultVerb(rawValue: argument) else { return end("there is no verb \(argument)") }
                await verb.run(path: path, tries: arguments.count > 3 ? Int(arguments[3]) ?? 1 : 1)
            case "crash": try await Template(path: path).crash(commits: Int(argument) ?? 1)
            case "hold-lock": try Holder(path).holdLock(seconds: Double(argument))
            case "hold-read": try Holder(path).holdRead()
            case "vacuum-into": try Holder(path).vacuum(into: argument)
            case "load": try await Load(path: path).enqueueAndWork()
            default: end("there is no command \(arguments[0])")
            }
        } catch {
            end("\(error)")
        }
    }

    /// Not buffered: the line is read even if the next call kills the process.
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    private static func end(_ reason: String) {
        FileHandle.standardError.write(Data((reason + "\n").utf8))
        exit(64)
    }

    /// As a crash would: nothing is closed, nothing is flushed.
    static func dieAsInACrash() {
        kill(getpid(), SIGKILL)
    }

    static func store(_ path: String, _ options: SQLiteJobStoreOptions = .init(busyTimeout: .seconds(5))) -> SQLiteJobStore {
        SQLiteJobStore(path: path, options: options)
    }
}
