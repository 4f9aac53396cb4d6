// Stored as the result of a step: a field that is added is optional or has a default, or a resumed job could not read its own past.

/// A type, protocol or extension-free container that a source file declares.
struct TypeDeclaration: Codable, Sendable, Equatable {
    /// Qualified by its enclosing types: `Outer.Inner`.
    var name: String
    /// `struct`, `class`, `actor`, `enum`, `protocol`, `typealias` …
    var kind: String
    var file: String
    var line: Int
    var isPublic: Bool
    /// Conformances and base classes as written.
    var inherits: [String]
    /// The first sentence of the documentation comment.
    var documentation: String?
    /// Properties with the type that is written for each; empty where none is.
    var properties: [String: String]?
    /// Generic parameters and associated types with what each is constrained to; empty where it is not. They hide types of their name.
    var generics: [String: String]?
}

/// A function, method or initializer with a body or a requirement.
struct FunctionDeclaration: Codable, Sendable, Equatable {
    /// Qualified: `Type.name(label:other:)`.
    var name: String
    /// The last component without labels: what a call site names.
    var baseName: String
    /// The enclosing type, if any.
    var container: String?
    /// The declaration as written, without body and attributes, on one line.
    var signature: String
    var file: String
    var line: Int
    var isPublic: Bool
    var documentation: String?
    /// Callees as written at the call sites: base names, each once, a receiver type kept as `Type.name` where it is written.
    var calls: [String]
    /// What is needed to tell for certain whom it calls, and who calls it.
    var facts: CallFacts?
}

struct ImportStatement: Codable, Sendable, Equatable {
    var file: String
    /// The imported module as written: `Foundation`, `os.path`, `.models` …
    var module: String
    /// In Python, the names that the import gives, each with its own name in the module; empty where the name is the module's.
    var names: [String: String]?
}

/// What the extracting stage read out of the source files.
struct Extraction: Codable, Sendable, Equatable {
    var types: [TypeDeclaration]
    var functions: [FunctionDeclaration]
    var imports: [ImportStatement]
    /// What was skipped and why, in sentences for the reader.
    var notes: [String]
    /// For each file, which of the repository's types its code names, by their last component.
    var mentions: [String: [String]]?
}

extension FunctionDeclaration {
    /// The parameters as they are declared, without their names: what tells overloads apart that have the same labels.
    var parameterTypes: [Substring] {
        guard let start = signature.firstIndex(of: "("), let end = signature.lastIndex(of: ")"), start < end else { return [] }
        return signature[start..<end].split(separator: ",").map { part in
            part.split(separator: ":", maxSplits: 1).last.map { $0.drop { $0 == " " } } ?? part
        }
    }
}
