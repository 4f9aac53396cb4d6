import SwiftSyntax

/// Functions and the bodies that make what is inside them local.
extension SwiftDeclarationVisitor {
    func enterFunction(_ node: some DeclSyntaxProtocol, _ parts: FunctionParts) -> SyntaxVisitorContinueKind {
        guard !scope.isLocal else {
            functions.append(nil)
            return .visitChildren
        }
        let start = parts.modifiers.first?.positionAfterSkippingLeadingTrivia ?? parts.keyword.positionAfterSkippingLeadingTrivia
        let labels = parts.labels.map { "\($0):" }.joined()
        let base = parts.baseName.shortened(to: limits.name)
        functions.append(
            FunctionDeclaration(
                name: scope.qualified("\(base)(\(labels))").shortened(to: limits.name), baseName: base,
                container: scope.container?.name,
                signature: source.folded(from: start, to: parts.body?.position ?? node.endPosition, limit: limits.signature),
                file: file, line: source.line(of: parts.keyword.positionAfterSkippingLeadingTrivia),
                isPublic: scope.isPublic(parts.modifiers),
                documentation: SwiftDocumentation.firstSentence(of: node.leadingTrivia, limit: limits.documentation), calls: []
            ))
        calls.removeAll()
        return .visitChildren
    }

    func leaveFunction() {
        guard var function = functions.popLast() ?? nil else { return }
        function.calls = calls.names
        facts.functions.append(function)
    }

    func record(_ called: ExprSyntax) {
        let callee = SwiftCallee(container: scope.container?.name, limit: limits.name)
        guard let name = callee.name(of: called) else { return }
        if functions.contains(where: { $0 != nil }) {
            calls.add(name)
        } else if scope.container == nil {
            topLevelCalls.add(name)
        }
    }
}

/// What functions and initializers have in common.
struct FunctionParts {
    var keyword: TokenSyntax
    var baseName: String
    var modifiers: DeclModifierListSyntax
    var labels: [String]
    var body: CodeBlockSyntax?

    init(_ node: FunctionDeclSyntax) {
        keyword = node.funcKeyword
        baseName = node.name.plainText
        modifiers = node.modifiers
        // Operators are called without labels, whatever the parameters are named.
        let isOperator = node.name.identifier == nil
        labels = node.signature.parameterClause.parameters.map { isOperator ? "_" : $0.firstName.plainText }
        body = node.body
    }

    init(_ node: InitializerDeclSyntax) {
        keyword = node.initKeyword
        baseName = "init"
        modifiers = node.modifiers
        labels = node.signature.parameterClause.parameters.map { $0.firstName.plainText }
        body = node.body
    }
}

/// Distinct names in the order of their first occurrence.
struct CallCollector {
    var limit = 256
    private(set) var names: [String] = []
    private var seen: Set<String> = []

    init() {}

    mutating func add(_ name: String) {
        guard names.count < limit, seen.insert(name).inserted else { return }
        names.append(name)
    }

    mutating func removeAll() {
        names.removeAll()
        seen.removeAll()
    }
}
