/// Refuses a commit whose files would take too much room, before one of them is written.
///
/// A few kilobytes of objects can stand for a tree of billions of files, or for gigabytes of zeros.
struct TreeBudget: Sendable {
    var git: Git
    var bytes: Int
    /// Long enough for several hundred thousand files; the listing of a tree made to explode goes over it at once.
    var listingLimit = 64 * 1024 * 1024

    func check(_ directory: String, subject: String) async throws {
        var listing = GitCommand.inClone(directory, ["ls-tree", "-r", "-l", "-z", "--full-tree", "FETCH_HEAD"], within: .seconds(60))
        listing.subject = subject
        listing.outputLimit = listingLimit
        let total = Self.total(of: try await git.run(listing).bytes)
        if total > bytes { throw RepositoryError(tooLarge: subject, bytes: total, limit: bytes) }
    }

    /// Adds up entries of the form `mode type hash size<TAB>path<NUL>`; a submodule's size is `-`.
    static func total(of listing: [UInt8]) -> Int {
        listing.split(separator: 0).reduce(0) { sum, entry in
            let size = entry.prefix { $0 != UInt8(ascii: "\t") }.split(separator: UInt8(ascii: " ")).last
            let (total, overflow) = sum.addingReportingOverflow(size.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0)
            return overflow ? .max : total
        }
    }
}
