import Foundation
import Testing

/// What a page shows is what is compiled and run.
@Suite("The guides")
struct GuideTests {
    /// Pages that show their files whole and in order: they can be typed in from top to bottom.
    static let whole: [(page: String, files: [String])] = [
        (
            "Docs/writing-a-store.md",
            ["JobKitTests/WritingAStore/DictionaryJobStore.swift", "JobKitTests/WritingAStore/DictionaryJobStoreTests.swift"]
        ),
        ("Docs/testing-your-jobs.md", ["JobKitTests/TestingYourJobs/TestingYourJobsTests.swift"]),
        ("Docs/guides/service.md", ["JobKitDemoTests/Guides/ReportService.swift", "JobKitDemoTests/Guides/ReportServiceTests.swift"]),
    ]

    /// Pages that show parts of what is compiled.
    static let parts: [(page: String, files: [String])] = [
        ("README.md", ["JobKitSQLiteTests/GuideCode/QuickStartTests.swift", "JobKitPostgresTests/GuideCode/StoreTests.swift"]),
        ("Docs/scaling.md", ["JobKitPostgresTests/GuideCode/StoreTests.swift"]),
        ("Docs/guides/transactions-with-grdb.md", ["JobKitSQLiteTests/GuideCode/ShopTests.swift"]),
        (
            "Docs/guides/transactions-on-postgresql.md",
            ["JobKitPostgresTests/GuideCode/Shop.swift", "JobKitPostgresTests/GuideCode/ShopTests.swift"]
        ),
        ("Docs/guides/retries-and-crashes.md", ["JobKitTests/GuideCode/RetryTests.swift"]),
        (
            "Docs/guides/deploys.md",
            [
                "JobKitTests/GuideCode/DeployTests.swift", "JobKitSQLiteTests/GuideCode/DeployTests.swift",
                "JobKitPostgresTests/GuideCode/StoreTests.swift",
            ]
        ),
        ("Docs/guides/progress.md", ["JobKitTests/GuideCode/ProgressTests.swift", "JobKitDemoTests/Guides/ReportEvents.swift"]),
        ("Sources/JobKit/JobKit.docc/JobKit.md", ["JobKitTests/GuideCode/QuickStartTests.swift"]),
        ("Sources/JobKitSQLite/JobKitSQLite.docc/JobKitSQLite.md", ["JobKitSQLiteTests/GuideCode/QuickStartTests.swift"]),
        ("Sources/JobKitPostgres/JobKitPostgres.docc/JobKitPostgres.md", ["JobKitPostgresTests/GuideCode/StoreTests.swift"]),
        ("Sources/JobKitTesting/JobKitTesting.docc/JobKitTesting.md", ["JobKitTests/TestingYourJobs/TestingYourJobsTests.swift"]),
        (
            "Sources/JobKitStoreTesting/JobKitStoreTesting.docc/JobKitStoreTesting.md",
            ["JobKitTests/WritingAStore/DictionaryJobStoreTests.swift"]
        ),
    ]

    @Test("show compiled code and all of it, in its order:", arguments: whole)
    func showsCompiledCode(_ page: String, _ files: [String]) throws {
        let page = try GuidePage(page, showing: files)
        #expect(!page.blocks.isEmpty, "\(page.path) shows code")
        #expect(page.foreignBlocks == [], "\(page.path) shows code that stands in none of \(files)")
        #expect(page.hiddenLines == [], "\(page.path) leaves these out")
        #expect(page.showsInOrder, "\(page.path) shows the code in the order of the files")
    }

    @Test("show nothing but compiled code:", arguments: parts)
    func showsPartsOfCompiledCode(_ page: String, _ files: [String]) throws {
        let page = try GuidePage(page, showing: files)
        #expect(!page.blocks.isEmpty, "\(page.path) shows code")
        #expect(page.foreignBlocks == [], "\(page.path) shows code that stands in none of \(files)")
    }

    @Test("are listed here, wherever a page shows Swift or SQL")
    func everyPageIsListed() throws {
        let listed = Set((Self.whole + Self.parts).map(\.page))
        let showing = try Self.pages().filter { try !GuidePage($0, showing: []).blocks.isEmpty }
        #expect(Set(showing).subtracting(listed) == [])
    }

    @Test(
        "and README have no line of prose that runs over 160 columns", arguments: ["README.md", "Docs/demo.md", "Docs/README.md"] + guides)
    func isNarrow(_ page: String) throws {
        #expect(try GuidePage(page, showing: []).wideLines == [])
    }

    @Test("and README lead to nothing that is not there", arguments: ["README.md", "Docs/demo.md", "Docs/README.md"] + guides)
    func linksLeadSomewhere(_ page: String) throws {
        let text = try String(contentsOf: GuidePage.root.appending(path: page), encoding: .utf8)
        let folder = GuidePage.root.appending(path: page).deletingLastPathComponent()
        for link in text.matches(of: /\]\((?<path>[^)#:]+)(#[^)]*)?\)/) {
            let target = folder.appending(path: String(link.path)).standardized.path
            #expect(FileManager.default.fileExists(atPath: target), "\(page) → \(link.path)")
        }
    }

    static let guides = (whole + parts).map(\.page).filter { $0.hasPrefix("Docs/guides/") }

    /// README, and every page below `Docs/` and in the catalogues of the products.
    private static func pages() throws -> [String] {
        let below = ["Docs", "Sources"].flatMap { folder in
            let paths =
                FileManager.default.enumerator(atPath: GuidePage.root.appending(path: folder).path)?.compactMap { $0 as? String } ?? []
            return paths.filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
        }
        return ["README.md"] + below.sorted()
    }
}
