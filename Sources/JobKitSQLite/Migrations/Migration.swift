/// One step of the schema, from the version before. Never changed after its release; later needs get a later number.
struct Migration: Sendable {
    let version: Int64
    /// The oldest JobKit that may still work on tables of this version, named by the newest version that it knows: its statements find the
    /// tables and columns that they name, and those that they leave out have defaults.
    let worksFrom: Int64
    /// The result of `fingerprint(of:)` for the statements. Written down, so that a test notices an edit, and stored in the file, so that
    /// `prepare()` notices tables that were made by an earlier text of this version.
    let fingerprint: Int64
    let statements: [String]

    /// - Parameter fingerprint: computed unless given.
    init(version: Int64, worksFrom: Int64, fingerprint: Int64? = nil, statements: [String]) {
        self.version = version
        self.worksFrom = worksFrom
        self.fingerprint = fingerprint ?? Self.fingerprint(of: statements)
        self.statements = statements
    }

    /// In order, without gaps.
    static let all: [Migration] = [.first]

    /// FNV-1a with 64 bits, a zero after each statement: the same on every machine and in every release of Swift.
    static func fingerprint(of statements: [String]) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for statement in statements {
            for byte in Array(statement.utf8) + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        return Int64(bitPattern: hash)
    }
}
