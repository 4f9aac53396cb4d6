import Testing

/// What a guide shows is what is compiled and run.
@Suite("The guides")
struct GuideTests {
    static let pages: [(page: String, files: [String])] = [
        ("writing-a-store.md", ["WritingAStore/DictionaryJobStore.swift", "WritingAStore/DictionaryJobStoreTests.swift"]),
        ("testing-your-jobs.md", ["TestingYourJobs/TestingYourJobsTests.swift"]),
    ]

    @Test("show compiled code and all of it, in its order:", arguments: pages)
    func showsCompiledCode(_ page: String, _ files: [String]) throws {
        let page = try GuidePage(page, showing: files)
        #expect(!page.blocks.isEmpty, "\(page.path) shows code")
        #expect(page.foreignBlocks == [], "\(page.path) shows code that stands in none of \(files)")
        #expect(page.hiddenLines == [], "\(page.path) leaves these out")
        #expect(page.showsInOrder, "\(page.path) shows the code in the order of the files")
    }
}
