import Foundation
import Synchronization

/// A process's memory while it worked, in MiB, and its speed meanwhile.
struct MemoryUse: Codable {
    let peak: Double
    let growth: Double
    let rate: Double
}

/// Reads this process's resident memory ten times a second.
final class MemorySampler: Sendable {
    private let samples = Mutex<[Double]>([])
    private let isDone = Mutex(false)

    init() {
        let thread = Thread {
            while !self.isDone.withLock({ $0 }) {
                if let resident = Self.field("VmRSS") { self.samples.withLock { $0.append(resident) } }
                usleep(100_000)
            }
        }
        thread.start()
    }

    func finish(rate: Double) throws -> MemoryUse {
        isDone.withLock { $0 = true }
        let samples = samples.withLock { $0 }
        let quarter = samples.count / 4
        guard quarter > 0, let peak = Self.field("VmHWM") else { throw BenchError("the memory of a process cannot be read here") }
        let second = quantile(0.5, of: samples[quarter..<2 * quarter].sorted())
        let last = quantile(0.5, of: samples[(3 * quarter)...].sorted())
        return MemoryUse(peak: peak, growth: last - second, rate: rate)
    }

    /// A field of /proc/self/status in MiB; `nil` where there is no such file.
    private static func field(_ name: String) -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") })
        else { return nil }
        return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }.map { $0 / 1_024 }
    }
}
