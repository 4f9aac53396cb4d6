import Testing

@testable import JobKitDemo

@Suite("Counts, lists and sentences read as English")
struct WordingTests {
    @Test("One is singular, everything else is plural")
    func counts() {
        #expect(Wording.count(1, "file") == "1 file")
        #expect(Wording.count(0, "file") == "0 files")
        #expect(Wording.count(12_345_678, "line") == "12,345,678 lines")
        #expect(Wording.count(2, "dependency", "dependencies") == "2 dependencies")
        #expect(Wording.words(12, "module") == "twelve modules")
        #expect(Wording.words(13, "module") == "13 modules")
        #expect(Wording.grouped(-1_000) == "-1,000")
    }

    @Test("A list names its items, and says how many it leaves out only when that is shorter")
    func lists() {
        #expect(Wording.list([]) == "")
        #expect(Wording.list(["a"]) == "a")
        #expect(Wording.list(["a", "b", "c"]) == "a, b and c")
        #expect(Wording.list(["a", "b", "c"], atMost: 2, rest: "type") == "a, b and c")
        #expect(Wording.list(["a", "b", "c", "d"], atMost: 2, rest: "type") == "a, b and two more types")
    }

    @Test("A sentence ends in one mark")
    func sentences() {
        #expect(Wording.sentence(" Done ") == "Done.")
        #expect(Wording.sentence("Done!") == "Done!")
        #expect(Wording.sentence("As follows:") == "As follows.")
        #expect(Wording.sentence("完成。") == "完成。")
        #expect(Wording.sentence("") == "")
    }

    @Test("Text is cut after a sentence, else after a word")
    func cuts() {
        #expect(Sentences.prefix(of: "One two. Three four. Five six.", characters: 22) == "One two. Three four.")
        #expect(Sentences.prefix(of: "One two three four five", characters: 12) == "One two…")
        #expect(Sentences.first(of: "Syncs, e.g. after a batch. Not safe.", characters: 100) == "Syncs, e.g. after a batch.")
        #expect(Sentences.first(of: "Version 1.2 of it. More.", characters: 100) == "Version 1.2 of it.")
        #expect(Sentences.droppingLead("It is small. It has two parts:") == "It is small.")
        #expect(Sentences.droppingLead("It has two parts:") == "It has two parts:")
        #expect(Sentences.droppingLead("It is small. It works.") == "It is small. It works.")
        #expect(Sentences.first(of: "Only this", characters: 100) == "Only this")
    }

    @Test("The calendar counts days before and after 1970, leap days included")
    func calendar() {
        #expect(CivilTime.days(year: 1970, month: 1, day: 1) == 0)
        #expect(CivilTime.days(year: 2000, month: 2, day: 29) == 11_016)
        #expect(CivilTime.days(year: 1969, month: 12, day: 31) == -1)
        for days in stride(from: Int64(-800_000), to: 800_000, by: 97) {
            let date = CivilTime.date(days: days)
            #expect(CivilTime.days(year: date.year, month: date.month, day: date.day) == days)
        }
    }
}
