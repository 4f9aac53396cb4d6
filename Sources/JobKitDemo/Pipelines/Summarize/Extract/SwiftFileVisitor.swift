import SwiftSyntax

/// The declarations and the calls of one Swift file.
final class SwiftFileVisitor: SwiftDeclarationVisitor {
    override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { enterFunction(node, FunctionParts(node)) }
    override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind { enterFunction(node, FunctionParts(node)) }
    override func visitPost(_ node: FunctionDeclSyntax) { leaveFunction() }
    override func visitPost(_ node: InitializerDeclSyntax) { leaveFunction() }

    override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind { enterBody() }
    override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { enterBody() }
    override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { enterBody() }
    override func visitPost(_ node: CodeBlockSyntax) { scope.leaveBody() }
    override func visitPost(_ node: AccessorBlockSyntax) { scope.leaveBody() }
    override func visitPost(_ node: ClosureExprSyntax) { scope.leaveBody() }

    private func enterBody() -> SyntaxVisitorContinueKind {
        scope.enterBody()
        return .visitChildren
    }

    override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
        recordProperties(node)
        return .visitChildren
    }

    override func visit(_ node: PatternBindingSyntax) -> SyntaxVisitorContinueKind { enterBinding(node) }
    override func visit(_ node: OptionalBindingConditionSyntax) -> SyntaxVisitorContinueKind { enterBinding(node) }

    override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
        bind { $0.bind(node.identifier.plainText) }
        return .skipChildren
    }

    override func visit(_ node: ClosureShorthandParameterSyntax) -> SyntaxVisitorContinueKind {
        bind { $0.bind(node.name.plainText) }
        return .skipChildren
    }

    override func visit(_ node: ClosureParameterSyntax) -> SyntaxVisitorContinueKind {
        bind { $0.bind((node.secondName ?? node.firstName).plainText, type: node.type, value: nil) }
        return .skipChildren
    }

    override func visit(_ node: ClosureCaptureSyntax) -> SyntaxVisitorContinueKind {
        if let value = node.initializer?.value { bind { $0.bind(node.name.plainText, type: nil, value: value) } }
        return .visitChildren
    }

    override func visit(_ node: CatchClauseSyntax) -> SyntaxVisitorContinueKind {
        if node.catchItems.isEmpty { bind { $0.bind("error") } }
        return .visitChildren
    }

    /// `os(Linux)` in a condition looks like a call.
    override func visit(_ node: IfConfigClauseSyntax) -> SyntaxVisitorContinueKind {
        if let elements = node.elements { walk(elements) }
        return .skipChildren
    }

    // Types nest to the left without brackets (`A.B.C…`, `A???…`), so without a limit; nothing in them is wanted.
    override func visit(_ node: MemberTypeSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
    override func visit(_ node: OptionalTypeSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
    override func visit(_ node: ImplicitlyUnwrappedOptionalTypeSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
    override func visit(_ node: MetatypeTypeSyntax) -> SyntaxVisitorContinueKind { .skipChildren }

    override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind { descend(ExprSyntax(node)) }
    override func visit(_ node: MemberAccessExprSyntax) -> SyntaxVisitorContinueKind { descend(ExprSyntax(node)) }
    override func visit(_ node: SubscriptCallExprSyntax) -> SyntaxVisitorContinueKind { descend(ExprSyntax(node)) }
    override func visit(_ node: OptionalChainingExprSyntax) -> SyntaxVisitorContinueKind { descend(ExprSyntax(node)) }
    override func visit(_ node: ForceUnwrapExprSyntax) -> SyntaxVisitorContinueKind { descend(ExprSyntax(node)) }
    override func visit(_ node: GenericSpecializationExprSyntax) -> SyntaxVisitorContinueKind { descend(ExprSyntax(node)) }
    override func visit(_ node: PostfixOperatorExprSyntax) -> SyntaxVisitorContinueKind { descend(ExprSyntax(node)) }
    override func visit(_ node: PostfixIfConfigExprSyntax) -> SyntaxVisitorContinueKind { descend(ExprSyntax(node)) }

    /// Postfix expressions nest to the left as long as a line is, so a chain is walked in a loop: a recursion of its length
    /// would overflow any stack.
    private func descend(_ expression: ExprSyntax) -> SyntaxVisitorContinueKind {
        var next: ExprSyntax? = expression
        while let current = next {
            switch current.as(ExprSyntaxEnum.self) {
            case .functionCallExpr(let node):
                record(
                    node.calledExpression, labels: node.arguments.prefix(64).map { $0.label?.plainText ?? "_" },
                    trailing: (node.trailingClosure == nil ? 0 : 1) + node.additionalTrailingClosures.count)
                walk(node.arguments)
                if let closure = node.trailingClosure { walk(closure) }
                walk(node.additionalTrailingClosures)
                next = node.calledExpression
            case .subscriptCallExpr(let node):
                walk(node.arguments)
                if let closure = node.trailingClosure { walk(closure) }
                walk(node.additionalTrailingClosures)
                next = node.calledExpression
            case .memberAccessExpr(let node): next = node.base
            case .optionalChainingExpr(let node): next = node.expression
            case .forceUnwrapExpr(let node): next = node.expression
            case .genericSpecializationExpr(let node): next = node.expression
            case .postfixOperatorExpr(let node): next = node.expression
            case .postfixIfConfigExpr(let node):
                walk(node.config)
                next = node.base
            default:
                walk(current)
                next = nil
            }
        }
        return .skipChildren
    }
}
