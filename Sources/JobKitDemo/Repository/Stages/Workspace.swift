import Foundation
import JobKit

/// Where clones live while jobs work on them: one directory for each attempt at a time, held by a lock that ends with the process.
struct Workspace: Sendable {
    /// How many attempts at one job may hold a directory at once: those of processes that were stopped, lost their lease and do not know it yet.
    private static let mostPlaces = 16

    /// Private to the user; made when first needed.
    let root: String

    /// The first of the job's directories that no process holds, with what an attempt that died there has left.
    ///
    /// - Throws: `RetryAfter` where all are held.
    func take(_ id: JobID) throws -> Place {
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for number in 0..<Self.mostPlaces {
            let directory = root + "/\(id)-\(number)"
            if let lock = FileLock(path: directory + ".lock") { return Place(directory: directory, lock: lock) }
        }
        throw RetryAfter(.seconds(2), "\(Self.mostPlaces) attempts of other processes still work on job \(id).")
    }

    /// What is known of a job whose clone lies about.
    enum Need {
        case needed, over
        /// The job was pruned, or is another database's that shares the folder.
        case unknown
    }

    /// Removes directories of crashed runs that no process holds: of jobs that are over at once, of those that are not known after a day.
    func removeLeftovers(now: Date, need: (JobID) async throws -> Need) async rethrows {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        for name in Set(names.map { $0.hasSuffix(".lock") ? String($0.dropLast(5)) : $0 }).sorted() {
            guard let dash = name.lastIndex(of: "-"), let id = JobID(String(name[..<dash])) else { continue }
            switch try await need(id) {
            case .needed: continue
            case .unknown where !isOld(name, now): continue
            case .unknown, .over: break
            }
            guard let lock = FileLock(path: root + "/\(name).lock") else { continue }
            Place(directory: root + "/\(name)", lock: lock).remove()
        }
    }

    private func isOld(_ name: String, _ now: Date) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: root + "/\(name).lock")
        guard let changed = attributes?[.modificationDate] as? Date else { return true }
        return now.timeIntervalSince(changed) > 86_400
    }

    final class Place: Sendable {
        private let directory: String
        private let lock: FileLock

        fileprivate init(directory: String, lock: FileLock) {
            self.directory = directory
            self.lock = lock
        }

        /// The clone: there when it is whole.
        var tree: String { directory + "/tree" }
        var hasTree: Bool { FileManager.default.fileExists(atPath: tree) }
        /// Where a clone is made.
        var draft: String { directory + "/draft" }

        /// Puts the clone that was made in its place.
        func keepDraft() throws { try FileManager.default.moveItem(atPath: draft, toPath: tree) }

        /// Removes what an interrupted clone left, and makes room for one.
        func clear() {
            try? FileManager.default.removeItem(atPath: directory)
            try? FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }

        func remove() {
            try? FileManager.default.removeItem(atPath: directory)
            lock.removeFile()
        }
    }
}

/// An exclusive lock on a file, held until the value goes or the process ends, however it ends.
final class FileLock: Sendable {
    private let path: String
    private let descriptor: Int32

    /// `nil` when somebody else holds it, or when the file cannot be made.
    init?(path: String) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return nil }
        // The file may have been removed by its last holder between open and lock: such a lock guards nothing.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isSame(descriptor, path) else { return nil }
    }

    /// Also behind an init that returned nil: closing twice would close a file that another thread has opened meanwhile.
    deinit { if descriptor >= 0 { close(descriptor) } }

    func removeFile() { unlink(path) }

    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var opened = stat()
        var named = stat()
        return fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0 && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    }
}
