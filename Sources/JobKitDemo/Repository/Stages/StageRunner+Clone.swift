import JobKit

extension StageRunner {
    /// The stages with which every pipeline on a repository begins: is it there, and a clone of it.
    ///
    /// - Parameter remedy: what to do when the repository has moved on since an earlier attempt cloned it, as a sentence.
    func clone(_ source: RepositorySource, into place: Workspace.Place, ifItMovedOn remedy: String) async throws -> Checkout {
        _ = try await run(.preflight) { _ in
            try await Preflight().check(source)
        }
        var checkout = try await run(.cloning) { progress in
            try await place.clone(source, progress: progress)
        }
        // A failed attempt took its clone with it, and one that was stopped has its own.
        if !place.hasTree { try await cloneAgain(source, checkout, into: place, remedy) }
        checkout.directory = place.tree
        return checkout
    }

    private func cloneAgain(
        _ source: RepositorySource, _ earlier: Checkout, into place: Workspace.Place, _ remedy: String
    ) async throws {
        let checkout = try await place.clone(source)
        guard checkout.commit == earlier.commit else {
            place.clear()
            // The stages that are stored saw another commit; mixing the two would make a result about neither.
            throw DoNotRetry(
                "\(source.display) has moved on from \(earlier.commit.prefix(12)) to \(checkout.commit.prefix(12)) "
                    + "since this job began. \(remedy)")
        }
    }
}

extension Workspace.Place {
    /// A clone that is whole when it is in its place: a process may be killed in the middle of it.
    fileprivate func clone(
        _ source: RepositorySource, progress: @escaping @Sendable (Double) async -> Void = { _ in }
    ) async throws -> Checkout {
        clear()
        var checkout = try await Cloner().clone(source, into: draft, progress: progress)
        try keepDraft()
        checkout.directory = tree
        return checkout
    }
}
