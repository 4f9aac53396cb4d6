import Foundation
import Testing

@testable import JobKitTorture

extension TroubleTests {
    /// `JOBKIT_KILLS` sets how many, `JOBKIT_SEED` repeats the choices of a run.
    @Test(arguments: ["full", "normal"])
    func `Enqueuers and workers killed at random lose nothing, end every job once and keep to the attempts`(synchronous: String)
        async throws
    {
        let directory = try TroubleDirectory()
        let settings = ProcessInfo.processInfo.environment
        let kills = settings["JOBKIT_KILLS"] ?? "300"
        let report = try await directory.drive(
            "kill", as: "kill",
            ["kills": kills, "seed": settings["JOBKIT_SEED"] ?? "\(UInt32.random(in: 1...(.max)))", "synchronous": synchronous])
        #expect(report.end == .exited(0), "\(report.output)")
        #expect(try report.figure("kills") >= Int(kills) ?? 0)
        #expect(try report.figure("problems") == 0)
    }
}
