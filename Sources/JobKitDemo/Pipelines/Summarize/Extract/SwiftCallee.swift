import SwiftSyntax

/// What a call site names: `name`, `Type.name`, or `Type.init`.
struct SwiftCallee {
    /// The type whose code this is, for `Self` and `self.init`.
    let container: String?
    let limit: Int

    func name(of called: ExprSyntax) -> String? {
        let called = Self.bare(called)
        if let reference = called.as(DeclReferenceExprSyntax.self) {
            let name = Self.text(reference)
            if name == "Self" { return container.map { $0 + ".init" } }
            if name == "self" || name == "super" || name == "init" { return nil }
            return Self.isTypeName(name) ? "\(name).init".shortened(to: limit) : name.shortened(to: limit)
        }
        guard let member = called.as(MemberAccessExprSyntax.self) else { return nil }
        return name(ofMember: Self.text(member.declName), base: member.base)
    }

    /// The function that a call names and where it is looked for; nil where only a type checker knows.
    static func target(_ called: ExprSyntax) -> (place: SwiftPlace?, name: String)? {
        let called = bare(called)
        if let reference = called.as(DeclReferenceExprSyntax.self) {
            let name = text(reference)
            if name == "self" || name == "super" { return nil }
            guard name == "Self" || isTypeName(name) else { return (nil, name) }
            return SwiftPlace(called).map { ($0, "init") }
        }
        guard let member = called.as(MemberAccessExprSyntax.self), let base = member.base else { return nil }
        let name = text(member.declName)
        if isTypeName(name) {
            // `Outer.Inner(…)`; of `value.Inner` nothing is known.
            guard let place = SwiftPlace(called), case .type = place.root, place.path.isEmpty else { return nil }
            return (place, "init")
        }
        return SwiftPlace(base).map { ($0, name) }
    }

    private func name(ofMember member: String, base: ExprSyntax?) -> String? {
        let base = base.map(Self.bare)
        if let receiver = base.flatMap(receiver) {
            return (Self.isTypeName(member) ? "\(receiver).\(member).init" : "\(receiver).\(member)").shortened(to: limit)
        }
        // Of `.name(…)` only a type checker knows the type, and most are enum cases.
        guard let base else { return nil }
        // `super.init` belongs to a type that is not written here.
        if member == "init" {
            let isOwn = base.as(DeclReferenceExprSyntax.self).map { Self.text($0) == "self" } ?? false
            return isOwn ? container.map { "\($0).init" } : nil
        }
        return Self.isTypeName(member) ? "\(member).init".shortened(to: limit) : member.shortened(to: limit)
    }

    /// `A.B` of a receiver that is written as a type; `nil` of any other.
    private func receiver(_ base: ExprSyntax) -> String? {
        var components: [String] = []
        var current = base
        // No sensible type is nested deeper, and a hostile one may be a megabyte long.
        while components.count < 8 {
            if let reference = current.as(DeclReferenceExprSyntax.self) {
                let name = Self.text(reference)
                guard Self.isTypeName(name) else { return nil }
                guard let root = name == "Self" ? container : name else { return nil }
                return ([root] + components.reversed()).joined(separator: ".")
            }
            guard let member = current.as(MemberAccessExprSyntax.self), let inner = member.base else { return nil }
            let name = Self.text(member.declName)
            guard Self.isTypeName(name) else { return nil }
            components.append(name)
            current = Self.bare(inner)
        }
        return nil
    }

    /// Without `<…>`, `?` and `!`, which do not change what is called.
    private static func bare(_ expression: ExprSyntax) -> ExprSyntax {
        var current = expression
        while true {
            switch current.as(ExprSyntaxEnum.self) {
            case .genericSpecializationExpr(let node): current = node.expression
            case .optionalChainingExpr(let node): current = node.expression
            case .forceUnwrapExpr(let node): current = node.expression
            default: return current
            }
        }
    }

    private static func text(_ reference: DeclReferenceExprSyntax) -> String {
        reference.baseName.identifier?.name ?? reference.baseName.text
    }

    static func isTypeName(_ name: String) -> Bool {
        name.drop { $0 == "_" }.first?.isUppercase ?? false
    }
}
