/// The observing stage: looks at every tracked file of a checkout, once, and says what each one is worth reading.
///
/// Files are read one after the other, off the cooperative thread pool, with one megabyte kept at most.
/// Nothing outside the tree is opened: no symbolic link is followed, in no part of a path, and only regular files are read.
struct Observer: Sendable {
    var git = Git()

    /// - Parameter progress: called with fractions from 0 to 1.
    /// - Throws: `RepositoryError` when the tree cannot be listed, `CancellationError` between two files.
    ///   A file that cannot be read is noted, not thrown.
    func observe(
        _ checkout: Checkout, progress: @escaping @Sendable (Double) async -> Void = { _ in }
    ) async throws -> Observation {
        let entries = try await TrackedEntry.list(in: checkout.directory, git: git)
        let attributes = try await LinguistAttributes.read(for: entries, in: checkout.directory, git: git)
        let tree = try TreeReader(directory: checkout.directory)
        return try await withTaskExecutorPreference(FileReadingExecutor.shared) {
            var draft = ObservationDraft()
            for (index, entry) in entries.enumerated() {
                try Task.checkCancellation()
                draft.add(entry, attributes[index], from: tree)
                if index % 64 == 63 { await progress(Double(index + 1) / Double(entries.count)) }
            }
            await progress(1)
            return draft.finish()
        }
    }
}
