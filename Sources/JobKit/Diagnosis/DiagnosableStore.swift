/// A store that can say what is wrong with it: what its jobs wait for, and what its database needs.
public protocol DiagnosableStore: JobStore {
    /// What was found, warnings first; nothing when all is well.
    ///
    /// Changes nothing, and reads every job that is ready: for people and for a check every few minutes, not for a request.
    func diagnose(_ limits: DiagnosisLimits) async throws -> [StoreFinding]
}

extension DiagnosableStore {
    /// What was found by the usual limits.
    public func diagnose() async throws -> [StoreFinding] { try await diagnose(DiagnosisLimits()) }
}

extension [StoreFinding] {
    /// Warnings first, otherwise as they were found.
    package var warningsFirst: [StoreFinding] { filter { $0.severity == .warning } + filter { $0.severity != .warning } }
}
