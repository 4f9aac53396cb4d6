/// Reads the Swift files of a checkout with SwiftParser, a few at a time.
struct SwiftExtractor: Sendable {
    struct Outcome: Sendable {
        /// In the order of the files.
        var facts: [FileFacts]
        var skipped: SkippedFiles
    }

    private typealias Answer = (index: Int, result: Result<FileFacts, Refusal>)

    private enum Refusal: Error {
        case unreadable(CheckoutReader.Refusal)
        case tooDeep
    }

    let reader: CheckoutReader
    let limits: ExtractionLimits

    /// - Parameter progress: Called with the number of files that are done.
    func extract(
        _ files: [String], skipped: SkippedFiles, progress: @Sendable (Int) async -> Void
    ) async throws -> Outcome {
        var answers = [Result<FileFacts, Refusal>?](repeating: nil, count: files.count)
        try await withThrowingTaskGroup(of: Answer.self) { group in
            var next = 0
            var done = 0
            while done < files.count {
                while next < files.count, next - done < limits.parallelFiles {
                    let index = next
                    group.addTask { (index, await parse(files[index])) }
                    next += 1
                }
                guard let answer = try await group.next() else { break }
                try Task.checkCancellation()
                answers[answer.index] = answer.result
                done += 1
                await progress(done)
            }
        }
        var outcome = Outcome(facts: [], skipped: skipped)
        for (file, answer) in zip(files, answers) {
            switch answer {
            case .success(let facts): outcome.facts.append(facts)
            case .failure(.tooDeep): outcome.skipped.add(file, .tooDeep)
            case .failure(.unreadable(let refusal)): outcome.skipped.add(file, SkippedFiles.Reason(refusal))
            case nil: break
            }
        }
        return outcome
    }

    private func parse(_ file: String) async -> Result<FileFacts, Refusal> {
        await LargeStack.run { [reader, limits] in
            do throws(CheckoutReader.Refusal) {
                let bytes = try reader.read(file, limit: limits.fileBytes)
                return SwiftFileParser.parse(bytes, file: file, limits: limits).map(Result.success) ?? .failure(.tooDeep)
            } catch {
                return .failure(.unreadable(error))
            }
        }
    }
}

extension SkippedFiles.Reason {
    init(_ refusal: CheckoutReader.Refusal) {
        switch refusal {
        case .notRegular: self = .notRegular
        case .missing: self = .missing
        case .tooLarge: self = .tooLarge
        }
    }
}
