import CMarkGFM
import Testing

@testable import JobKitDemo

@Suite("A plan counts what GitHub shows")
struct ProjectsPlanAgreementTests {
    @Test("Five hundred random plans have as many boxes, open and checked, as the page that cmark-gfm makes of them")
    func agrees() throws {
        var generator = PlanGenerator(seed: 5_000)
        var (boxes, plansWithBoxes) = (0, 0)
        for _ in 0..<500 {
            let plan = generator.plan()
            let counts = Plan(sections: PlanParser.parse(plan)).counts
            let page = try #require(html(plan))
            let checked = page.ranges(of: "<input type=\"checkbox\" checked=\"\"").count
            let all = page.ranges(of: "<input type=\"checkbox\"").count
            #expect(counts.done == checked && counts.tasks == all, "\(plan)\n\(page)")
            boxes += all
            plansWithBoxes += all > 0 ? 1 : 0
        }
        // Plans without a task would agree however wrong the reading were.
        #expect(boxes > 900 && plansWithBoxes > 300)
    }

    private func html(_ text: String) -> String? {
        MarkdownParser.withTree(of: Array(text.utf8)) { root in
            guard let page = cmark_render_html(root, CMARK_OPT_DEFAULT, nil) else { return nil }
            defer { cmark_get_default_mem_allocator().pointee.free(page) }
            return String(cString: page)
        } ?? nil
    }
}
