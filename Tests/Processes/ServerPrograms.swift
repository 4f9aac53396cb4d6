import Foundation

/// PostgreSQL's own programs, where `Scripts/with-postgres` has found them.
package enum ServerPrograms {
    package static func path(of program: String) throws -> String {
        guard let folder = ProcessInfo.processInfo.environment["JOBKIT_POSTGRES_BIN"], !folder.isEmpty else {
            throw ProcessFailure(
                "PostgreSQL's \(program) is needed: run this with `Scripts/with-postgres`, or set JOBKIT_POSTGRES_BIN to the folder of the server's programs."
            )
        }
        return "\(folder)/\(program)"
    }
}
