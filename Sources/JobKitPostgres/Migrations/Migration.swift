/// One step of the schema, from the version before. Never changed once it was released; later needs get a later number.
struct Migration: Sendable {
    let version: Int64
    /// The earliest version whose code works on the tables that this one leaves: as a rule the one before, so that processes can be replaced one after
    /// the other.
    let worksFrom: Int64
    /// `{jobkit}` stands for the schema, quoted.
    let up: String
    /// Takes `up` back, and with it what was stored there.
    let down: String

    /// In order, without gaps.
    static let all: [Migration] = [.first]
}
