import Foundation
import JobKit
import Testing

@Suite("The table of transitions")
struct TransitionTableTests {
    @Test("The page about the life of a job shows what the machine does")
    func pageShowsMachine() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/life-of-a-job.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        let begin = try #require(text.range(of: "<!-- transitions:begin -->\n"))
        let end = try #require(text.range(of: "\n<!-- transitions:end -->"))
        try #require(begin.upperBound <= end.lowerBound, "The block is empty; it should hold:\n\(TransitionTable.markdown)")
        let shown = text[begin.upperBound..<end.lowerBound]
        #expect(shown == TransitionTable.markdown, "The block should hold:\n\(TransitionTable.markdown)")
    }

    @Test("Every state and every kind of event has its answer in the tables")
    func isComplete() {
        let markdown = TransitionTable.markdown
        for state in JobState.allCases { #expect(markdown.contains(state.rawValue)) }
        let events = [
            "claimed", "succeeded", "failed", "snoozed", "released", "cancel", "lease lapsed", "deadline passed", "retry by hand",
        ]
        for event in events {
            let answered = markdown.split(separator: "\n").filter { $0.hasPrefix("| \(event) |") }
            let states = answered.reduce(0) { $0 + $1.split(separator: "|")[1].split(separator: ",").count }
            #expect(states == JobState.allCases.count, "\(event)")
        }
    }
}
