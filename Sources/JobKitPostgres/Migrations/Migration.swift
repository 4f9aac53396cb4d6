/// One step of the schema, from the version before. Never changed once it was released; later needs get a later number.
struct Migration: Sendable {
    let version: Int64
    /// `{jobkit}` stands for the schema, quoted.
    let up: String
    /// Takes `up` back, and with it what was stored there.
    let down: String

    /// In order, without gaps.
    static let all: [Migration] = [.first]
}
