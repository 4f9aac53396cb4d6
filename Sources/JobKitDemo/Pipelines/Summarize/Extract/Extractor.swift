/// The extracting stage: from the files that were observed to what they declare.
///
/// Swift is read by SwiftParser, Python by the machine's interpreter; other languages are counted. Whatever is wrong with a single file
/// becomes a note. The result depends on the files alone: order and content are the same in every run.
struct Extractor: Sendable {
    var limits = ExtractionLimits()
    /// The name or the path of the Python interpreter.
    var python = "python3"

    /// - Parameter progress: Called with the share of the files that is done, from 0 to 1, never less than before.
    /// - Throws: `CheckoutError` when the working tree cannot be opened, `CancellationError` between two files.
    func extract(
        _ observation: Observation, from checkout: Checkout, progress: @Sendable (Double) async -> Void = { _ in }
    ) async throws -> Extraction {
        let selection = SourceSelection(observation)
        let reader = try CheckoutReader(directory: checkout.directory)
        let total = Double(max(1, selection.swift.count + selection.python.count))
        try Task.checkCancellation()
        let swift = try await SwiftExtractor(reader: reader, limits: limits).extract(
            selection.swift, skipped: selection.skipped
        ) { await progress(Double($0) / total) }
        let interpreter = PythonInterpreter(command: python, limits: limits)
        let python = try await PythonExtractor(interpreter: interpreter, limits: limits).extract(
            selection.python, in: checkout.directory, skipped: swift.skipped
        ) { await progress(Double(selection.swift.count + $0) / total) }
        await progress(1)
        return ExtractionAssembly.assemble(
            swift.facts + python.facts, notes: python.skipped.notes(limits: limits) + python.notes)
    }
}
