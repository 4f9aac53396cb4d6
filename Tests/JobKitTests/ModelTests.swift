import Foundation
import Testing

@testable import JobKit

@Suite("Values")
struct ModelTests {
    @Test("An id's text is the usual one, and reads back in either case")
    func idText() throws {
        let id = JobID(high: 0x0189_0a5d_ac96_774b, low: 0xbcce_b302_099a_8057)
        #expect(id.description == "01890a5d-ac96-774b-bcce-b302099a8057")
        #expect(JobID(id.description) == id)
        #expect(JobID(id.description.uppercased()) == id)
        #expect(JobID(high: 0, low: 1).description == "00000000-0000-0000-0000-000000000001")
        let encoded = try JSONEncoder().encode([id])
        #expect(String(decoding: encoded, as: UTF8.self) == #"["01890a5d-ac96-774b-bcce-b302099a8057"]"#)
        #expect(try JSONDecoder().decode([JobID].self, from: encoded) == [id])
    }

    @Test(
        "No other text is an id",
        arguments: [
            "", "-", "01890a5dac96774bbcceb302099a8057", "01890a5d-ac96-774b-bcce-b302099a805", "01890a5d-ac96-774b-bcce-b302099a80577",
            "{01890a5d-ac96-774b-bcce-b302099a8057}", "01890a5d-ac96-774b-bcce-b302099a805g", "+1890a5d-ac96-774b-bcce-b302099a8057",
            " 01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8057\n", "01890a5d-ac96-774b-bcce--b302099a8057",
            "0x890a5d-ac96-774b-bcce-b302099a8057", "０1890a5-ac96-774b-bcce-b302099a8057", "01890a5d\u{2010}ac96-774b-bcce-b302099a8057",
            "01890a5d-ac96-774b-bcce-b302099a80\0", "🙂🙂-ac96-774b-bcce-b302099a8057",
        ])
    func hostileIDs(text: String) {
        #expect(JobID(text) == nil)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([JobID].self, from: try JSONEncoder().encode([text])) }
    }

    @Test("A made id has version 7, the variant of RFC 9562, and the milliseconds in front", arguments: [0, 1, UInt64.max, 1 << 63])
    func idBits(random: UInt64) {
        let id = JobID(time: Timestamp(microseconds: 1_735_787_045_678_901), random: random)
        #expect(id.high >> 16 == 1_735_787_045_678)
        #expect(id.high >> 12 & 0xF == 7)
        #expect(id.low >> 62 == 0b10)
        #expect(id.high & 0xFFF == 901 * 4_096 / 1_000)
        #expect(id.low & (1 << 62 - 1) == random >> 2)
    }

    @Test("Ids sort as they were made, by the microsecond, whatever their random bits")
    func idOrder() {
        let start: Int64 = 1_735_787_045_678_000
        let ids = (0..<3_000).map { JobID(time: Timestamp(microseconds: start + $0), random: $0 % 2 == 0 ? .max : 0) }
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        #expect(ids.map(\.description).sorted() == ids.map(\.description))
        #expect(JobID(time: Timestamp(microseconds: -5), random: 0).high >> 16 == 0)
        #expect(JobID(high: 1, low: 0) > JobID(high: 0, low: .max))
    }

    @Test("A token's description does not give the token away")
    func tokenDescription() {
        #expect(ClaimToken(high: 0x0123_4567_89ab_cdef, low: 7).description == "01234567…")
    }

    @Test("Times are clamped where they would overflow")
    func timestampOverflow() {
        let greatest = Timestamp(microseconds: .max)
        let least = Timestamp(microseconds: .min)
        #expect(greatest.advanced(by: .microseconds(1)) == greatest)
        #expect(least.advanced(by: .microseconds(-1)) == least)
        #expect(Timestamp(microseconds: 0).advanced(by: .seconds(Int64.max)) == greatest)
        #expect(Timestamp(microseconds: 0).advanced(by: .seconds(Int64.min)) == least)
        #expect(Timestamp(Date(timeIntervalSince1970: 1e300)) == greatest)
        #expect(Timestamp(Date(timeIntervalSince1970: -1e300)) == least)
        #expect(least.duration(to: greatest) == .microseconds(Int64.max) - .microseconds(Int64.min))
    }

    @Test("Times keep microseconds and drop what is finer, towards zero")
    func timestampPrecision() {
        #expect(Timestamp(microseconds: 5).advanced(by: .nanoseconds(1_999)) == Timestamp(microseconds: 6))
        #expect(Timestamp(microseconds: 5).advanced(by: .nanoseconds(-1_999)) == Timestamp(microseconds: 4))
        #expect(Timestamp(Date(timeIntervalSince1970: 1.25)) == Timestamp(microseconds: 1_250_000))
        #expect(Timestamp(microseconds: 1_735_787_045_678_901).description == "2025-01-02T03:04:05.678Z")
    }

    @Test("A time means what the store's clock makes of it")
    func jobTime() {
        let now = Timestamp(microseconds: 50)
        #expect(JobTime.now.resolved(at: now) == now)
        #expect(JobTime.after(.microseconds(7)).resolved(at: now) == Timestamp(microseconds: 57))
        #expect(JobTime.after(.microseconds(-7)).resolved(at: now) == now)
        #expect(JobTime.at(Timestamp(microseconds: 3)).resolved(at: now) == Timestamp(microseconds: 3))
        #expect(JobTime.after(.seconds(Int64.max)).resolved(at: now) == Timestamp(microseconds: .max))
    }

    @Test("A step between priorities is worth five minutes of waiting")
    func priorityRank() {
        let due = Timestamp(microseconds: 7)
        let ranks = JobPriority.allCases.map { $0.rank(dueAt: due).microseconds }
        #expect(ranks == [900_000_007, 600_000_007, 300_000_007, 7])
    }

    @Test("A draft's tags are sorted and told once")
    func draftTags() {
        let draft = JobDraft(id: JobID(high: 1, low: 2), kind: "k", payload: Data(), tags: ["b", "a", "b"])
        #expect(draft.tags == ["a", "b"])
    }

    @Test("An error's text is cut to its limit, NUL replaced, and a fraction of progress kept within 0 and 1")
    func failureAndProgress() {
        let failure = JobFailure(type: String(repeating: "t", count: 500), message: "a\0" + String(repeating: "é", count: 5_000))
        #expect(failure.type.utf8.count == 128)
        #expect(failure.message.utf8.count == 4_096)
        #expect(failure.message.hasPrefix("a\u{FFFD}é"))
        #expect([-1, 0.5, 2, .infinity].map { JobProgress(stage: "s", fraction: $0).fraction } == [0, 0.5, 1, 1])
        #expect(JobProgress(stage: "s", fraction: .nan).fraction == nil)
        #expect(JobProgress(stage: "s", message: String(repeating: "m", count: 2_000)).message?.utf8.count == 1_024)
    }
}
