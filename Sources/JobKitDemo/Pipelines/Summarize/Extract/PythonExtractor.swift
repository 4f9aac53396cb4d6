/// Reads the Python files of a checkout with the machine's own interpreter.
struct PythonExtractor: Sendable {
    struct Outcome: Sendable {
        var facts: [FileFacts] = []
        var skipped: SkippedFiles
        var notes: [String] = []
    }

    let interpreter: PythonInterpreter
    let limits: ExtractionLimits

    /// - Parameter progress: Called with the number of files that are done.
    func extract(
        _ files: [String], in directory: String, skipped: SkippedFiles, progress: @Sendable (Int) async -> Void
    ) async throws -> Outcome {
        var outcome = Outcome(skipped: skipped)
        var rest = files[...]
        var crashes = 0
        while !rest.isEmpty {
            try Task.checkCancellation()
            let batch = PythonInterpreter.batch(of: rest, limit: limits.pythonBatch)
            guard !batch.isEmpty else {
                // No file system has paths this long.
                if let path = rest.popFirst() { outcome.skipped.add(path, .missing) }
                continue
            }
            let records: [PythonRecord]
            do {
                records = try await interpreter.run(batch, in: directory)
            } catch PythonInterpreter.Failure.notInstalled {
                outcome.notes.append("There is no python3 on this machine, so Python was counted, not parsed: \(Self.count(rest.count)).")
                return outcome
            }
            // More answers than questions would be the work of something that is no Python.
            for (file, record) in zip(batch, records) { take(record, file, &outcome) }
            rest = rest.dropFirst(min(records.count, batch.count))
            if records.count < batch.count {
                crashes += 1
                // The first file without an answer is the one that the interpreter did not survive.
                if let culprit = rest.popFirst() { outcome.skipped.add(culprit, .pythonGivenUp) }
            }
            await progress(files.count - rest.count)
            if crashes >= limits.pythonCrashes, !rest.isEmpty {
                outcome.notes.append(
                    "The Python interpreter ended early \(crashes) times, so the rest of the Python files was not parsed: "
                        + "\(Self.count(rest.count)).")
                return outcome
            }
        }
        return outcome
    }

    private func take(_ record: PythonRecord, _ file: String, _ outcome: inout Outcome) {
        if let reason = record.skipReason {
            outcome.skipped.add(file, reason)
        } else {
            outcome.facts.append(record.facts(file: file, limits: limits))
        }
    }

    private static func count(_ files: Int) -> String { files == 1 ? "1 file" : "\(files) files" }
}
