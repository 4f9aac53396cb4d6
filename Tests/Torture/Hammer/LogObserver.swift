import Foundation

/// Watches a write-ahead log from outside: how large its file gets, and how often it starts over.
struct LogObserver {
    private let path: String
    private(set) var largest = 0
    private(set) var restarts = 0
    private var salt: UInt32?

    init(path: String) {
        self.path = path
    }

    mutating func look() {
        largest = max(largest, FileSize.bytes(at: path) ?? 0)
        guard let found = readSalt(), found != salt else { return }
        // It grows by one at each restart, so that restarts between two reads count as well; a new log begins anywhere.
        if let salt { restarts += found &- salt < 1_000_000 ? Int(found &- salt) : 1 }
        salt = found
    }

    /// The first salt of the header (sqlite.org/fileformat2.html, 4.1). SQLite takes no lock on this file, so that closing it drops none.
    private func readSalt() -> UInt32? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4)
        guard pread(descriptor, &bytes, 4, 16) == 4 else { return nil }
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
