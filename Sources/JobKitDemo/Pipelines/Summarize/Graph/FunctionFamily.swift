/// The declarations that share one full name: `Type.name(label:)`, in one module. A requirement and its default implementation are one, and
/// so are overloads that differ in types alone, which no call site tells apart.
struct FunctionFamily: Sendable {
    let name: String
    let baseName: String
    let container: String?
    let file: String
    let line: Int
    let module: Int?
    let isPython: Bool
    /// Tests and examples: the product cannot call them.
    let isOutside: Bool
    /// Only its own file can call it.
    let isFilePrivate: Bool
    /// Nil where a call's labels decide nothing.
    let parameters: [CallFacts.Parameter]?
    let isStatic: Bool
    /// Indices into the extraction's functions.
    var members: [Int]
    /// How many of them have a body. Of two, a call may mean either.
    var bodies: Int
    /// A requirement of a protocol: which body runs is decided elsewhere.
    var isRequirement: Bool

    var isCertain: Bool { bodies <= 1 }

    /// What makes two functions one family.
    struct Key: Hashable {
        /// Extensions spread a Swift type over files of its module; in Python, each file has its own names.
        let scope: String
        let container: String?
        let name: String
    }

    init(_ function: FunctionDeclaration, module: Int?, isOutside: Bool) {
        name = function.name
        baseName = function.baseName
        container = function.container
        file = function.file
        line = function.line
        self.module = module
        isPython = function.file.hasSuffix(".py")
        self.isOutside = isOutside
        isFilePrivate = function.facts?.isFilePrivate ?? false
        parameters = function.facts?.parameters
        isStatic = ["static func ", "class func "].contains(where: function.signature.contains)
        members = []
        bodies = 0
        isRequirement = false
    }

    mutating func add(_ index: Int, _ function: FunctionDeclaration) {
        members.append(index)
        let hasBody = function.facts?.hasBody ?? true
        if hasBody { bodies += 1 } else if !isPython { isRequirement = true }
    }

    /// Whether a call with these labels can mean it.
    func accepts(_ site: CallSite) -> Bool {
        guard let parameters else { return true }
        var rest = parameters[...]
        var isVariadic = false
        for label in site.labels {
            if isVariadic, label == "_" { continue }
            while let next = rest.first, next.label != label {
                guard next.hasDefault || next.isVariadic else { return false }
                rest.removeFirst()
            }
            guard let taken = rest.popFirst() else { return false }
            isVariadic = taken.isVariadic
        }
        let needed = rest.count { !$0.hasDefault && !$0.isVariadic }
        return needed <= site.trailing && site.trailing <= rest.count
    }
}

/// The type names that a name may be looked up by: the type itself, then those around it.
enum LexicalTypes {
    /// `A.B.C`, `A.B`, `A`.
    static func enclosing(_ container: String) -> [String] {
        var names = [container]
        var rest = Substring(container)
        while let dot = rest.lastIndex(of: "."), names.count < 8 {
            rest = rest[..<dot]
            names.append(String(rest))
        }
        return names
    }

    /// `C` of `A.B.C`.
    static func last(_ name: String) -> String {
        name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
    }
}
