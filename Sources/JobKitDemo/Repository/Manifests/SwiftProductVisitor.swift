import SwiftSyntax

/// Finds the products of other packages that targets name, also those that are kept in a constant.
final class SwiftProductVisitor: SyntaxVisitor {
    private(set) var names: Set<String> = []

    override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
        let arguments = SwiftArguments(node)
        if ["product", "byName"].contains(arguments.callee), let name = arguments.text("name") { names.insert(name) }
        // `dependencies: ["Logging"]` is short for the product, or for a target of the package's own.
        names.formUnion(arguments.texts("dependencies"))
        return .visitChildren
    }
}
