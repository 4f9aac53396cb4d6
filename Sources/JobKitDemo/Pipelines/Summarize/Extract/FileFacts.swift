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

    var types: [TypeDeclaration] = []
    var functions: [FunctionDeclaration] = []
    var imports: [ImportStatement] = []
    var conformances: [Conformance] = []
    var mainTypes: [MainType] = []
}
