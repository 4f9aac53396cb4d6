import CRawQueue
import JobKitSQLite

/// When a commit is on the disk: the same on both sides of a comparison.
enum Synchronous: String, Codable, CaseIterable, Sendable {
    case full
    case normal

    var name: String { rawValue.uppercased() }
    var option: SQLiteJobStoreOptions.Synchronous { self == .full ? .full : .normal }
    var raw: Int32 { Int32(self == .full ? RAW_FULL : RAW_NORMAL) }
}
