import Foundation
import JobKitStoreTesting
import Testing

/// Checks the suite itself: of the bugs that a store can have, it finds each by itself. `JOBKIT_PLANTED=1` prints the table of
/// `Docs/planted-bugs.md`.
@Suite("Bugs planted in the guide's store")
struct PlantedBugTests {
    /// Cases that make jobs of many megabytes, or by the thousand, find nothing that the others do not, and take long.
    static let cases = StoreConformance.all.filter { item in
        !["10 MB", "Forty thousand", "thousand jobs", "Five hundred"].contains { item.name.contains($0) }
    }

    static func subject(_ bug: PlantedBug?) -> ConformanceSubject {
        ConformanceSubject(bug?.rawValue ?? "no bug", timeLimit: .seconds(20)) { environment in
            let base = DictionaryJobStore(environment: environment)
            let breakage = Breakage()
            let open = { @Sendable in PlantedStore(base, bug, breakage) }
            var instance = ConformanceSubject.Instance(open(), reopen: open) {}
            instance.breakConnection = {
                breakage.set(true)
                return { breakage.set(false) }
            }
            return instance
        }
    }

    @Test("are none where none is planted", arguments: cases)
    func none(_ item: ConformanceCase) async {
        let outcome = await StoreConformance.run(item, on: Self.subject(nil)).outcome
        // The dictionary's clock is the wall clock.
        if case .skipped(let reason) = outcome, reason.contains("wall clock") { return }
        #expect(outcome == .passed)
    }

    @Test("are found by the suite:", .timeLimit(.minutes(5)), arguments: PlantedBug.allCases)
    func found(_ bug: PlantedBug) async throws {
        var first: String?
        for item in Self.cases where first == nil {
            guard case .failed(let message) = await StoreConformance.run(item, on: Self.subject(bug)).outcome else { continue }
            // A case that hangs counts only for the bug whose effect is a missing signal.
            if message.hasPrefix("did not end"), bug != .deaf { continue }
            first = item.name
        }
        let found = try #require(first)
        if ProcessInfo.processInfo.environment["JOBKIT_PLANTED"] != nil { print("| \(bug.rawValue) | \(found) |") }
    }
}
