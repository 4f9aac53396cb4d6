import SwiftSyntax

/// Properties, and the names that bodies give to values: a name that is local hides what is declared elsewhere.
extension SwiftFileVisitor {
    func recordProperties(_ node: VariableDeclSyntax) {
        guard !scope.isLocal, let container = scope.container else { return }
        for binding in node.bindings.prefix(64) {
            guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.plainText else { continue }
            facts.properties.append(
                FileFacts.Property(
                    type: container.name, name: name.shortened(to: limits.name),
                    written: Self.type(binding).shortened(to: limits.name)))
        }
    }

    /// As annotated, or of a new value of a type.
    private static func type(_ binding: PatternBindingSyntax) -> String {
        if let type = binding.typeAnnotation?.type { return SwiftTypeName.written(type) ?? "" }
        guard let value = binding.initializer?.value, value.is(FunctionCallExprSyntax.self),
            let place = SwiftPlace(value), case .type(let name) = place.root, place.path.isEmpty
        else { return "" }
        return name
    }

    func enterBinding(_ node: PatternBindingSyntax) -> SyntaxVisitorContinueKind {
        if let name = node.pattern.as(IdentifierPatternSyntax.self)?.identifier.plainText {
            bind { $0.bind(name, type: node.typeAnnotation?.type, value: node.initializer?.value) }
        } else {
            walk(node.pattern)
        }
        if let initializer = node.initializer { walk(initializer) }
        if let accessors = node.accessorBlock { walk(accessors) }
        return .skipChildren
    }

    func enterBinding(_ node: OptionalBindingConditionSyntax) -> SyntaxVisitorContinueKind {
        if let name = node.pattern.as(IdentifierPatternSyntax.self)?.identifier.plainText {
            // `if let store` gives the same thing again.
            if let value = node.initializer?.value { bind { $0.bind(name, type: node.typeAnnotation?.type, value: value) } }
        } else {
            walk(node.pattern)
        }
        if let initializer = node.initializer { walk(initializer) }
        return .skipChildren
    }
}
