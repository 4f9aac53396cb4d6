import Foundation
import JobKit

extension SQLiteJobStore {
    /// Copies the file, as it is at one moment, into a new one that can be opened as a store, while other operations go on.
    ///
    /// Every job that was acknowledged before the call is in the copy. Jobs that were running are running in the copy too, and come back
    /// when their leases lapse. Where the file is the service's own database, its tables are copied with it. The copy is readable for this
    /// user only, and appears under its name complete and on the disk, or not at all. During the copy the log cannot start over, so it
    /// grows by every write, and one of the store's two threads for long reads is busy.
    ///
    /// - Parameter path: absolute or relative to the current directory; no file may exist there yet.
    /// - Throws: `JobStoreError`: `.invalid` when there is a file already, `.unavailable` when there is no room or no permission.
    public func backup(to path: String) async throws {
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        try await read("back up to \(absolute) from", isLong: true) { [self] session in
            try Backup(path: absolute, random: database.environment.random(), subject: "back up to \(absolute) from \(self.path)")
                .make(from: session.connection)
        }
    }
}
