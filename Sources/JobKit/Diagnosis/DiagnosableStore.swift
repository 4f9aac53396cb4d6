/// A store that can diagnose itself: why its jobs wait, and what its database needs.
public protocol DiagnosableStore: JobStore {
    /// The findings, warnings first; empty when all is well.
    ///
    /// Changes nothing, and reads every ready job: meant for people and for a check every few minutes, not for a request.
    func diagnose(_ limits: DiagnosisLimits) async throws -> [StoreFinding]
}

extension DiagnosableStore {
    /// The findings by the default limits.
    public func diagnose() async throws -> [StoreFinding] { try await diagnose(DiagnosisLimits()) }
}

extension [StoreFinding] {
    /// Warnings first, otherwise in the same order.
    package var warningsFirst: [StoreFinding] { filter { $0.severity == .warning } + filter { $0.severity != .warning } }
}
