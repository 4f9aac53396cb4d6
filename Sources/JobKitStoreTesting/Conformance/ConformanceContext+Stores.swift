// More than one store: reopened, opened beside the first, cut off. A case that the subject cannot support is skipped.

extension ConformanceContext {
    /// Closes the store and opens another on the same data.
    func reopened() async throws -> ConformanceContext {
        guard let reopen = instance?.reopen else { throw ConformanceSkip(reason: "nothing outlives the store") }
        await store.close()
        return try await prepared(try await reopen())
    }

    /// Opens another store on the same data, beside this one.
    func another() async throws -> ConformanceContext {
        guard let another = instance?.another else { throw ConformanceSkip(reason: "no two stores share their data") }
        return try await prepared(try await another())
    }

    /// Breaks the store's connection for as long as `body` takes.
    func whileBroken(_ body: () async throws -> Void) async throws {
        guard let breakConnection = instance?.breakConnection else { throw ConformanceSkip(reason: "the connection cannot be broken") }
        let mend = try await breakConnection()
        do {
            try await body()
        } catch {
            try? await mend()
            throw error
        }
        try await mend()
    }

    private func prepared(_ store: any JobStore) async throws -> ConformanceContext {
        stores.add(store)
        try await store.prepare()
        var context = self
        context.store = store
        return context
    }
}
