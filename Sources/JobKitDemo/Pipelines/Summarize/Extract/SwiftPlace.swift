import SwiftSyntax

/// Where the value of an expression comes from, as far as its text tells: a root, and the properties from there.
struct SwiftPlace: Hashable {
    enum Root: Hashable {
        case own, superclass
        /// A type, or a new value of it.
        case type(String)
        /// A local name, a parameter, or a property of the type around it.
        case name(String)
    }

    var root: Root
    var path: [String] = []

    init?(_ expression: ExprSyntax) {
        var names: [String] = []
        var current = expression
        // No sensible chain is longer, and a hostile one may be a megabyte.
        for _ in 0..<16 {
            if let inner = Self.inner(of: current) {
                current = inner
                continue
            }
            switch current.as(ExprSyntaxEnum.self) {
            case .superExpr:
                self.init(.superclass, names)
                return
            case .declReferenceExpr(let node):
                self.init(named: node.baseName.plainText, names)
                return
            case .memberAccessExpr(let node):
                guard let base = node.base else { return nil }
                names.append(node.declName.baseName.plainText)
                current = base
            case .functionCallExpr(let node):
                // A call of a type makes a value of it; of what functions return nothing is known.
                guard let type = Self.type(of: node.calledExpression) else { return nil }
                self.init(.type(type), names)
                return
            case .sequenceExpr(let node):
                guard let type = Self.cast(node) else { return nil }
                self.init(.type(type), names)
                return
            default: return nil
            }
        }
        return nil
    }

    private init(_ root: Root, _ reversedNames: some BidirectionalCollection<String>) {
        self.root = root
        path = reversedNames.reversed()
    }

    private init(named name: String, _ reversedNames: [String]) {
        switch name {
        case "self", "Self": self.init(.own, reversedNames)
        case _ where SwiftCallee.isTypeName(name):
            let nested = reversedNames.reversed().prefix(while: SwiftCallee.isTypeName)
            self.init(.type(([name] + nested).joined(separator: ".")), reversedNames.dropLast(nested.count))
        default: self.init(.name(name), reversedNames)
        }
    }

    /// Without what changes nothing about the type: `try`, `await`, `?`, `!`, parentheses and generic arguments.
    private static func inner(of expression: ExprSyntax) -> ExprSyntax? {
        switch expression.as(ExprSyntaxEnum.self) {
        case .optionalChainingExpr(let node): node.expression
        case .forceUnwrapExpr(let node): node.expression
        case .genericSpecializationExpr(let node): node.expression
        case .tryExpr(let node): node.expression
        case .awaitExpr(let node): node.expression
        case .tupleExpr(let node): node.elements.count == 1 ? node.elements.first?.expression : nil
        default: nil
        }
    }

    /// `A.B` of `A.B(…)` and `A.B.init(…)`.
    private static func type(of called: ExprSyntax) -> String? {
        guard let place = SwiftPlace(called), case .type(let name) = place.root else { return nil }
        return place.path.isEmpty || place.path == ["init"] ? name : nil
    }

    /// `T` of `x as? T`, the only operators whose result is written beside them.
    private static func cast(_ node: SequenceExprSyntax) -> String? {
        let elements = Array(node.elements.prefix(4))
        guard elements.count == 3, elements[1].is(UnresolvedAsExprSyntax.self) else { return nil }
        return elements[2].as(TypeExprSyntax.self).flatMap { SwiftTypeName.written($0.type) }
    }
}

/// The name of a type as it is written, without what surrounds it.
enum SwiftTypeName {
    /// `A.B` of `inout A.B<C>?`, and `P` of `any P`; nil for functions, tuples, collections in brackets and compositions.
    static func written(_ type: TypeSyntax) -> String? {
        var names: [String] = []
        var current = type
        for _ in 0..<16 {
            switch current.as(TypeSyntaxEnum.self) {
            case .attributedType(let node): current = node.baseType
            case .someOrAnyType(let node): current = node.constraint
            case .optionalType(let node): current = node.wrappedType
            case .implicitlyUnwrappedOptionalType(let node): current = node.wrappedType
            case .memberType(let node):
                names.append(node.name.plainText)
                current = node.baseType
            case .identifierType(let node): return ([node.name.plainText] + names.reversed()).joined(separator: ".")
            default: return nil
            }
        }
        return nil
    }

    /// What generic parameters are constrained to; empty where they are not.
    static func generics(_ clause: GenericParameterClauseSyntax?) -> [String: String] {
        guard let clause else { return [:] }
        let pairs = clause.parameters.prefix(32).map { ($0.name.plainText, $0.inheritedType.flatMap(written) ?? "") }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}
