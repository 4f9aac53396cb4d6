import Testing

@testable import JobKitDemo

@Suite("A report is written as the first system wrote it")
struct TaskReportTests {
    private var full: TaskReport {
        TaskReport(
            id: "018f-1", status: .finished,
            meta: TaskReport.Meta(
                url: "https://git.example/a/b.git", stage: "summarize",
                startedAt: ReportTime(microseconds: 1_773_307_800_250_999),
                finishedAt: ReportTime(microseconds: 1_773_307_861_000_000), summary: "# b\n\n“é”\n",
                stats: TaskReport.Stats(
                    files: 3, lines: 40, functions: 5, types: 2,
                    languages: ["Swift": LanguageCount(files: 2, lines: 31), "Markdown": LanguageCount(files: 1, lines: 9)]),
                dependencyGraph: TaskReport.DependencyGraph(nodes: ["A", "B"], edges: [GraphEdge(from: "B", to: "A")]),
                highImportanceFiles: ["README.md", "Sources/B/B.swift"], error: "none / really"))
    }

    @Test("A full report has this text")
    func fullText() throws {
        let expected = #"""
            {"task_id":"018f-1","task_meta":{"dependency_graph":{"edges":[{"from":"B","to":"A"}],"nodes":["A","B"]},
            "error":"none / really","finished_at":"2026-03-12T09:31:01.000Z","high_importance_files":["README.md","Sources/B/B.swift"],
            "stage":"summarize","started_at":"2026-03-12T09:30:00.250Z","stats":{"files":3,"functions":5,
            "languages":{"Markdown":{"files":1,"lines":9},"Swift":{"files":2,"lines":31}},"lines":40,"types":2},
            "summary":"# b\n\n“é”\n","url":"https://git.example/a/b.git"},"task_status":"finished"}
            """#.split(separator: "\n").joined()
        #expect(try full.json() == expected)
    }

    @Test("A minimal report has no field without a value")
    func minimalText() throws {
        let report = TaskReport(id: "1", status: .pending, meta: TaskReport.Meta(url: "https://git.example/a"))
        #expect(try report.json() == #"{"task_id":"1","task_meta":{"url":"https://git.example/a"},"task_status":"pending"}"#)
    }

    @Test("What was written reads back as the same value, pretty or not")
    func roundTrip() throws {
        #expect(try TaskReport(json: full.json()) == full)
        #expect(try TaskReport(json: full.json(pretty: true)) == full)
        let minimal = TaskReport(id: "1", status: .failed, meta: TaskReport.Meta(url: "u"))
        #expect(try TaskReport(json: minimal.json()) == minimal)
    }

    @Test("A time before 1970 and one in a leap day are written in UTC")
    func times() {
        #expect(ReportTime(microseconds: 0).description == "1970-01-01T00:00:00.000Z")
        #expect(ReportTime(microseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(ReportTime(microseconds: 951_827_696_007_000).description == "2000-02-29T12:34:56.007Z")
        #expect(ReportTime("2000-02-29T12:34:56.007Z")?.microseconds == 951_827_696_007_000)
    }

    @Test(
        "Anything but a time in that form is refused",
        arguments: [
            "", "2026-02-29T00:00:00.000Z", "2026-01-01T24:00:00.000Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000+01:00",
            "2026-13-01T00:00:00.000Z", "٢٠٢٦-01-01T00:00:00.000Z",
        ])
    func refusesTimes(text: String) {
        #expect(ReportTime(text) == nil)
        #expect(throws: DecodingError.self) {
            try TaskReport(json: #"{"task_id":"1","task_meta":{"url":"u","started_at":"\#(text)"},"task_status":"pending"}"#)
        }
    }

    @Test("The stats and the graph are taken from what the stages found")
    func fromStages() {
        let fixture = Fixture.library()
        let stats = TaskReport.Stats(fixture.observation, fixture.extraction, fixture.graph)
        #expect([stats.files, stats.lines, stats.functions, stats.types] == [22, 3_151, 118, 10])
        #expect(stats.languages["Markdown"] == LanguageCount(files: 3, lines: 446))
        let graph = TaskReport.DependencyGraph(fixture.graph)
        #expect(graph.nodes == fixture.graph.modules)
        #expect(graph.edges == fixture.graph.moduleEdges)
    }
}
