import JobKitTesting
import Synchronization
import Testing

@testable import JobKit

/// The reports that reached the store.
private final class Stored: Sendable {
    private let stages = Mutex<[String]>([])
    func add(_ stage: String) { stages.withLock { $0.append(stage) } }
    var all: [String] { stages.withLock { $0 } }
}

@Suite("A flood of progress")
struct ProgressReportsTests {
    private static func report(_ stage: String, _ reports: ProgressReports, _ gate: Gate, _ stored: Stored) async throws {
        try await reports.report(JobProgress(stage: stage)) { progress in
            await gate.pass()
            stored.add(progress.stage)
        }
    }

    @Test func `While one report is on its way, the newest takes the place of those that wait`() async throws {
        let reports = ProgressReports()
        let (gate, stored) = (Gate(), Stored())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Self.report("first", reports, gate, stored) }
            while !reports.isSending { await Task.yield() }
            for number in 1...1_000 {
                group.addTask { try await Self.report("\(number)", reports, gate, stored) }
                while reports.waitingCount < number { await Task.yield() }
            }
            gate.open()
            try await group.waitForAll()
        }
        #expect(stored.all == ["first", "1000"])
    }

    @Test func `A report that is refused is refused to all whose reports it replaced, and the next one is tried`() async throws {
        let reports = ProgressReports()
        let gate = Gate()
        let lost = JobError.leaseLost(JobID(high: 1, low: 2))
        async let first: Void = reports.report(JobProgress(stage: "first")) { _ in await gate.pass() }
        while !reports.isSending { await Task.yield() }
        let waiting = (1...3).map { number in
            Task { try await reports.report(JobProgress(stage: "\(number)")) { _ in throw lost } }
        }
        while reports.waitingCount < 3 { await Task.yield() }
        gate.open()
        try await first
        for task in waiting { await #expect(throws: lost) { try await task.value } }
        try await reports.report(JobProgress(stage: "next")) { #expect($0.stage == "next") }
    }
}
