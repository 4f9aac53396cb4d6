/// What one source file declares, before the files are put together.
struct FileFacts: Sendable, Equatable {
    /// An `extension X: P` names a conformance of a type that may live in another file.
    struct Conformance: Sendable, Equatable {
        var type: String
        var inherits: [String]
    }

    /// A type with `@main`; its `main` may be inherited and so be declared nowhere in the repository.
    struct MainType: Sendable, Equatable {
        var name: String
        var line: Int
        var signature: String
    }

    /// A property, which an extension may declare in another file than the type.
    struct Property: Sendable, Equatable {
        var type: String
        var name: String
        /// Empty where no type is written.
        var written: String
    }

    var path = ""
    var types: [TypeDeclaration] = []
    var functions: [FunctionDeclaration] = []
    var imports: [ImportStatement] = []
    var conformances: [Conformance] = []
    var mainTypes: [MainType] = []
    var properties: [Property] = []
    /// Names that can mean types.
    var mentions: Set<String> = []
}
