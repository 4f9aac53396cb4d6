/// What an observation left out or changed, in sentences for the reader.
struct ObservationNotes {
    var symbolicLinks: [String] = []
    var submodules: [String] = []
    var rewrittenNames: [String] = []
    var unread: [String] = []

    var sentences: [String] {
        [
            Self.sentence(symbolicLinks, "symbolic link was not followed", "symbolic links were not followed"),
            Self.sentence(submodules, "submodule was not read", "submodules were not read"),
            Self.sentence(
                rewrittenNames, "file name is not UTF-8; its other bytes are written as \\xNN",
                "file names are not UTF-8; their other bytes are written as \\xNN"),
            Self.sentence(unread, "tracked file could not be read", "tracked files could not be read"),
        ].compactMap { $0 }
    }

    private static func sentence(_ names: [String], _ one: String, _ many: String) -> String? {
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(5).map { Redaction.spellingControls(of: $0) }.joined(separator: ", ")
        let rest = names.count > 5 ? " and \(names.count - 5) more" : ""
        return "\(names.count) \(names.count == 1 ? one : many): \(shown)\(rest)."
    }
}
