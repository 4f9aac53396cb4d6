/// One step of the schema, from the version before. Never changed after its release; later needs get a later number.
struct Migration: Sendable {
    let version: Int64
    /// The earliest version whose code works on the tables that this one leaves: as a rule the one before, so that processes can be
    /// replaced one after the other.
    let worksFrom: Int64
    /// The result of `fingerprint(of:)` for `up`. Written down, so that a test notices an edit, and stored in the schema, so that
    /// `prepare()` notices tables that were made by an earlier text of this version.
    let fingerprint: Int64
    /// `{jobkit}` stands for the schema, quoted.
    let up: String
    /// Reverts `up`, and removes the data stored since.
    let down: String

    /// - Parameter fingerprint: computed unless given.
    init(version: Int64, worksFrom: Int64, fingerprint: Int64? = nil, up: String, down: String) {
        self.version = version
        self.worksFrom = worksFrom
        self.fingerprint = fingerprint ?? Self.fingerprint(of: up)
        self.up = up
        self.down = down
    }

    /// In order, without gaps.
    static let all: [Migration] = [.first]

    /// FNV-1a with 64 bits: the same on every machine and in every release of Swift.
    static func fingerprint(of text: String) -> Int64 {
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }
}
