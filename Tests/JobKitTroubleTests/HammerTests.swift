import Foundation
import Testing

@testable import JobKitTorture

extension TroubleTests {
    /// `JOBKIT_HAMMER_SECONDS` sets how long each arm runs.
    ///
    /// The same for both arms, so that the second shows what the first would find.
    private static var hammering: [String: String] {
        let seconds = ProcessInfo.processInfo.environment["JOBKIT_HAMMER_SECONDS"] ?? "20"
        return ["seconds": seconds, "synchronous": "normal", "checkpoint-pages": "2", "batch": "2", "readers": "0"]
    }

    @Test func `Eight processes that commit and checkpoint lose nothing, with kills among them`() async throws {
        let directory = try TroubleDirectory(inMemory: true)
        let report = try await directory.drive("hammer", as: "hammer", Self.hammering.merging(["arm": "jobkit"]) { $1 })
        #expect(report.end == .exited(0), "\(report.output)")
        #expect(try report.figure("lost") == 0)
        #expect(try report.figure("problems") == 0)
        // Otherwise it was no hammer: nine kills end it.
        #expect(try report.figure("kills") > 9)
        #expect(try report.figure("checkpoints") > 100)
        #expect(try report.figure("restarts") > 50)
    }

    /// Measures whether SQLite's own checkpoints lose commits with the installed version; requires neither.
    @Test func `The control arm with SQLite's own checkpoints is counted`() async throws {
        let directory = try TroubleDirectory(inMemory: true)
        let report = try await directory.drive("hammer", as: "control", Self.hammering.merging(["arm": "plain"]) { $1 })
        #expect(report.end == .exited(0), "\(report.output)")
        #expect(try report.figure("commits") > 0)
        #expect(try report.figure("restarts") > 0)
    }

    @Test func `The log stays bounded while eight processes write and readers come and go`() async throws {
        let directory = try TroubleDirectory()
        let page = 4_096
        let (kept, round) = (32 << 20, 2_000 * page)
        // Past the kept size, writers wait for readers: 5 ms for a log of that size, 20 ms at twice and 45 ms at three times the size.
        let bound = 3 * kept + round
        let report = try await directory.drive(
            "hammer", as: "bounded",
            [
                "until-bytes": "\(5 * bound / 2)", "checkpoint-pages": "2000", "payload": "2000", "batch": "20", "readers": "2",
                "longest-read": "20",
            ])
        #expect(report.end == .exited(0), "\(report.output)")
        #expect(try report.figure("largest-log") <= bound)
        #expect(try report.figure("largest-log") > round / 2, "the log was seen")
        #expect(try report.figure("restarts") > 0)
    }
}
