import JobKit

extension StageRunner {
    /// The stages with which every pipeline on a repository begins: is it there, and a clone of it.
    ///
    /// - Parameter remedy: what to do when the repository has moved on since an earlier attempt cloned it, as a sentence.
    func clone(_ source: RepositorySource, into place: Workspace.Place, ifItMovedOn remedy: String) async throws -> Checkout {
        _ = try await run(.preflight) { _ in
            try await Preflight().check(source)
        }
        let checkout = try await run(.cloning) { progress in
            place.clear()
            return try await Cloner().clone(source, into: place.tree, progress: progress)
        }
        // A failed attempt took its clone with it.
        return place.hasTree ? checkout : try await cloneAgain(source, checkout, into: place, remedy)
    }

    private func cloneAgain(
        _ source: RepositorySource, _ earlier: Checkout, into place: Workspace.Place, _ remedy: String
    ) async throws -> Checkout {
        place.clear()
        let checkout = try await Cloner().clone(source, into: place.tree)
        guard checkout.commit == earlier.commit else {
            // The stages that are stored saw another commit; mixing the two would make a result about neither.
            throw DoNotRetry(
                "\(source.display) has moved on from \(earlier.commit.prefix(12)) to \(checkout.commit.prefix(12)) "
                    + "since this job began. \(remedy)")
        }
        return checkout
    }
}
