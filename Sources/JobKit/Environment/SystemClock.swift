import Foundation

/// The system's clocks, by C's names.
enum SystemClock {
    #if os(Linux)
        /// Counts on while the machine sleeps, unlike CLOCK_MONOTONIC.
        static let sinceStart = CLOCK_BOOTTIME
    #else
        /// Counts on while the machine sleeps: Apple's does.
        static let sinceStart = CLOCK_MONOTONIC
    #endif

    static func microseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    /// A number derived from the system's own identifier of its start; 0 where it has none.
    static let boot: UInt64 = {
        guard let name = bootName() else { return 0 }
        // FNV-1a: the same in every process, which Swift's hashes are not.
        return name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }()

    private static func bootName() -> String? {
        #if os(Linux)
            return try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        #else
            var size = 0
            guard sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0) == 0, size > 0 else { return nil }
            var bytes = [UInt8](repeating: 0, count: size)
            guard sysctlbyname("kern.bootsessionuuid", &bytes, &size, nil, 0) == 0 else { return nil }
            return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        #endif
    }
}
