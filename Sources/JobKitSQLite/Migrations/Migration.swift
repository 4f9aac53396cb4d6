/// One step of the schema, from the version before. Never changed once it was released; later needs get a later number.
struct Migration: Sendable {
    let version: Int64
    let statements: [String]

    /// In order, without gaps.
    static let all: [Migration] = [.first]
}
