import Foundation
import JobKit

/// The file itself: created with its mode, and refused with a remedy where the store cannot use it safely. Never replaced, never truncated.
struct DatabaseFile {
    private let path: String
    private let database: Database

    init(_ database: Database) {
        self.database = database
        path = database.path
    }

    func makeReady() throws {
        // SQLite follows a link, and keeps its log beside the file that it finds.
        let resolved = realpath(path, nil)
        defer { free(resolved) }
        let real = resolved.map { String(cString: $0) } ?? path
        let directory = (real as NSString).deletingLastPathComponent
        if database.options.migrates {
            try makeDirectory(directory)
        } else if access(path, F_OK) != 0 {
            throw refusal("there is no such file", "Name the file that the service uses, or have a store that may migrate make it.")
        }
        try checkFileSystem(of: directory)
        try checkWritable(directory, remedy: "SQLite keeps its log beside the file: make the directory writable for this user.")
        if access(path, F_OK) != 0 { try create() }
        try checkWritable(path, remedy: "Make the file writable for this user, or name another.")
        try checkRegular()
        try checkLog(of: real)
    }

    private func makeDirectory(_ directory: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw refusal(
                "the directory \(directory) cannot be created (\(error.localizedDescription))", "Create it, or name a file elsewhere.")
        }
    }

    /// Checks the mode too: root may write to a file that is marked as read-only.
    private func checkWritable(_ path: String, remedy: String) throws {
        var information = stat()
        guard stat(path, &information) == 0 else { throw systemError("\(path) cannot be looked at", "Check its permissions.") }
        guard access(path, W_OK) == 0, information.st_mode & 0o222 != 0 else { throw refusal("\(path) is read-only", remedy) }
    }

    private func checkRegular() throws {
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & S_IFMT != S_IFREG else { return }
        throw refusal("\(path) is no regular file", "Name a file, not a directory or a device.")
    }

    /// An index that refers to frames which are not in the file, and no log: SQLite creates the log first and removes it last, so the log
    /// was deleted, with the last commits in it. SQLite would go on from the older state without an error.
    private func checkLog(of real: String) throws {
        var pause = timespec(tv_sec: 0, tv_nsec: 2_000_000)
        // Several times, because other processes may open and close the file between two checks.
        for _ in 0..<4 {
            guard access(real + "-wal", F_OK) != 0, LogIndex(path: real + "-shm")?.holdsMoreThanTheFile == true else { return }
            nanosleep(&pause, nil)
        }
        throw refusal(
            "its log \(real)-wal was taken away, and with it what was committed last",
            "Put the log back beside the file; if it is lost, or this file was restored from a backup, remove \(real)-shm to go on with "
                + "what the file holds.")
    }

    /// Readable only by its owner from its first moment: payloads are in it. SQLite gives the log the mode of the file.
    ///
    /// Made under another name and linked, because closing a descriptor of the database itself would drop every lock that this process
    /// holds on it through SQLite, and another store of this process may have opened it by then.
    private func create() throws {
        let draft = "\(path)-new-\(String(database.environment.random(), radix: 16))"
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw systemError("the file cannot be created", "Check the directory's permissions and the free space.")
        }
        close(descriptor)
        defer { unlink(draft) }
        guard link(draft, path) == 0 || errno == EEXIST else {
            throw systemError(
                "the file cannot be created", "Check that the file system supports hard links, or create an empty file there.")
        }
    }

    private func checkFileSystem(of directory: String) throws {
        guard let kind = FileSystemKind(ofDirectory: directory) else { return }
        switch kind {
        case .local: return
        case .unknown(let name):
            database.logger?.warning(
                "\(path) lies on \(name): make sure that it is on this machine and that file locks and shared memory work there")
        case .network(let name):
            throw refusal(
                "the file lies on a network file system (\(name)), where neither locks nor shared memory can be relied on",
                "Put the file on a local disk of the machine that its workers run on.")
        }
    }

    private func refusal(_ cause: String, _ remedy: String) -> JobStoreError {
        JobStoreError(.unusable, subject: "prepare \(path)", cause: cause, remedy: remedy)
    }

    private func systemError(_ cause: String, _ remedy: String) -> JobStoreError {
        let code: JobStoreError.Code = [ENOSPC, EDQUOT, EMFILE, ENFILE, EIO].contains(errno) ? .unavailable : .unusable
        return JobStoreError(code, subject: "prepare \(path)", cause: "\(cause) (\(String(cString: strerror(errno))))", remedy: remedy)
    }
}
