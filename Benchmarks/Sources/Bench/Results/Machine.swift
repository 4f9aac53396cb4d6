import CRawQueue
import Foundation

/// The place and time of a measurement.
struct Machine: Codable, Sendable, CustomStringConvertible {
    let date: String
    let processor: String
    let cores: Int
    let memoryGibibytes: Int
    let system: String
    let sqlite: String
    /// How long one flush of a small file takes, which is the least cost of a commit at FULL.
    let flushMicroseconds: Double
    /// The load average when the run began: above one, other programs were at work.
    let loadAtStart: Double

    init(folder: URL) {
        let information = ProcessInfo.processInfo
        date = String(Date().ISO8601Format().prefix(10))
        cores = information.activeProcessorCount
        memoryGibibytes = Int((Double(information.physicalMemory) / 1_073_741_824).rounded())
        system = information.operatingSystemVersionString
        processor = Self.field("model name", of: "/proc/cpuinfo") ?? "unknown processor"
        sqlite = String(cString: raw_sqlite_version())
        flushMicroseconds = Self.measureFlush(folder)
        var loads = [0.0]
        loadAtStart = getloadavg(&loads, 1) == 1 ? loads[0] : 0
    }

    var description: String {
        "\(date), \(processor), \(cores) cores, \(memoryGibibytes) GiB, \(system), SQLite \(sqlite); a flush takes "
            + String(format: "%.0f µs, load at the start %.1f.", flushMicroseconds, loadAtStart)
    }

    private static func field(_ name: String, of path: String) -> String? {
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func measureFlush(_ folder: URL) -> Double {
        let path = folder.appendingPathComponent("flush").path
        let file = open(path, O_RDWR | O_CREAT, 0o600)
        guard file >= 0 else { return 0 }
        defer {
            close(file)
            unlink(path)
        }
        let page = [UInt8](repeating: 1, count: 4_096)
        var times: [Double] = []
        for index in 0..<200 {
            let start = monotonicSeconds()
            _ = pwrite(file, page, page.count, off_t(index % 16 * page.count))
            fsync(file)
            times.append((monotonicSeconds() - start) * 1e6)
        }
        return quantile(0.5, of: times.sorted())
    }
}
