// A program can start in code that belongs to no function: the statements of `main.swift`, those below Python's
// `if __name__ == "__main__"`, and the `main` of a type with `@main`. The model has no place for them, so each is kept
// as one function whose base name no source can spell; it carries the calls that are made there.

extension FunctionDeclaration {
    private static let entryBaseName = "@main"

    /// Whether this stands for statements outside any function where a program starts, not for a declared function.
    var isEntryCode: Bool { baseName == Self.entryBaseName }

    /// - Parameter name: The file's name, or the type's for a type with `@main`.
    static func entryCode(name: String, signature: String, file: String, line: Int, calls: [String], facts: CallFacts? = nil)
        -> FunctionDeclaration
    {
        FunctionDeclaration(
            name: name, baseName: entryBaseName, container: nil, signature: signature, file: file, line: line,
            isPublic: false, documentation: nil, calls: calls, facts: facts
        )
    }
}
