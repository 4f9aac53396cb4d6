/// Files that are no text to count, and files that are out of proportion.
extension PageFacts {
    /// What lies in the repository and is no text.
    var binaryFiles: [SourceFile] { files.filter { $0.isBinary == true } }

    /// Pointers to files that Git LFS keeps elsewhere.
    var pointerFiles: [SourceFile] { files.filter { $0.pointsToBytes != nil } }

    /// Texts of a megabyte and more, largest first.
    var largeFiles: [SourceFile] {
        files.filter { $0.bytes >= 1_000_000 && $0.isBinary != true }.sorted { ($1.bytes, $0.path) < ($0.bytes, $1.path) }
    }

    static func bytes(of files: [SourceFile]) -> Int { files.reduce(0) { $0 + $1.bytes } }

    /// `two binary files, 400 KB`; empty where there are none.
    static func binaries(among files: [SourceFile]) -> String {
        let binaries = files.filter { $0.isBinary == true }
        guard !binaries.isEmpty else { return "" }
        return "\(Wording.words(binaries.count, "binary file")), \(ByteWords.size(bytes(of: binaries)))"
    }
}
