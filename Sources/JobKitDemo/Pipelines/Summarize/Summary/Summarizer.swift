/// The last stage: from what the others found to the page. With an endpoint a model writes it; without one it is put together here.
struct Summarizer: Sendable {
    static let highImportanceLimit = 10

    var model: SummaryClient?

    /// - Throws: `SummaryEndpointError` when a model was asked and gave no page; cancellation.
    func summarize(_ facts: PageFacts) async throws -> Summary {
        let important = facts.files.prefix(Self.highImportanceLimit).map(\.path)
        guard let model else {
            return Summary(text: ExtractivePage.text(facts), author: ExtractivePage.author, highImportanceFiles: important)
        }
        let answer = try await model.complete(SummaryPrompt(facts))
        let notes = NotesSection.sentences(facts).joined(separator: " ")
        let name = model.endpoint.model
        let text = "\(answer)\n\n*Written by \(MarkdownText.code(name)) from facts about the repository.* \(notes)\n"
        return Summary(text: text, author: TerminalSafety.cleaned(name), highImportanceFiles: important)
    }
}
