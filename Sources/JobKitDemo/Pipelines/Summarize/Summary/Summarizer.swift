/// The last stage: from what the others found to the page. With an endpoint a model writes it; without one it is put together here.
struct Summarizer: Sendable {
    static let highImportanceLimit = 10

    var model: SummaryClient?

    /// A model that gives no page is no reason to give none: the page is put together here then, and says why.
    ///
    /// - Parameter mayWait: whether the job can be tried again when the server asks to wait.
    /// - Throws: `SummaryEndpointError` when the server asks to wait and the job may; cancellation.
    func summarize(_ facts: PageFacts, mayWait: Bool = false) async throws -> Summary {
        let important = facts.files.prefix(Self.highImportanceLimit).map(\.path)
        func extractive(_ remark: String = "") -> Summary {
            Summary(text: ExtractivePage.text(facts) + remark, author: ExtractivePage.author, highImportanceFiles: important)
        }
        guard let model else { return extractive() }
        let answer: String
        do {
            answer = try await model.complete(SummaryPrompt(facts))
        } catch let error as SummaryEndpointError {
            if mayWait, case .after = error.retryAdvice { throw error }
            return extractive("\nA model was to write this page, and did not: \(error.cause). To change that, \(error.remedy).\n")
        }
        let notes = NotesSection.sentences(facts).joined(separator: " ")
        let name = model.endpoint.model
        let text = "\(answer)\n\n*Written by \(MarkdownText.code(name)) from facts about the repository.* \(notes)\n"
        return Summary(text: text, author: TerminalSafety.cleaned(name), highImportanceFiles: important)
    }
}
