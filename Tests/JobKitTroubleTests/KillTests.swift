import Foundation
import Testing

@testable import JobKitTorture

extension TroubleTests {
    /// `JOBKIT_KILLS` sets how many, `JOBKIT_SEED` repeats the choices of a run.
    @Test(arguments: [
        ["store": "sqlite", "synchronous": "full"], ["store": "sqlite", "synchronous": "normal"], ["store": "postgres", "kills": "150"],
    ])
    func `Enqueuers and workers killed and stopped at random lose nothing, end every job once and keep to the attempts`(
        choices: [String: String]
    ) async throws {
        let directory = try TroubleDirectory()
        let settings = ProcessInfo.processInfo.environment
        let kills = settings["JOBKIT_KILLS"] ?? choices["kills"] ?? "300"
        let seed = settings["JOBKIT_SEED"] ?? "\(UInt32.random(in: 1...(.max)))"
        let report = try await directory.drive("kill", as: "kill", choices.merging(["kills": kills, "seed": seed]) { $1 })
        #expect(report.end == .exited(0), "\(report.output)")
        #expect(try report.figure("kills") >= Int(kills) ?? 0)
        #expect(try report.figure("problems") == 0)
        #expect(try choices["store"] != "postgres" || report.figure("server-kills") > 0)
    }
}
