import SwiftSyntax

/// Functions and the bodies that make what is inside them local.
extension SwiftDeclarationVisitor {
    func enterFunction(_ node: some DeclSyntaxProtocol, _ parts: FunctionParts) -> SyntaxVisitorContinueKind {
        guard !scope.isLocal else {
            functions.append(nil)
            bind { body in
                body.bind(parts.baseName)
                for parameter in parts.parameters { body.bind(parameter.name, type: parameter.type) }
            }
            return .visitChildren
        }
        let start = parts.modifiers.first?.positionAfterSkippingLeadingTrivia ?? parts.keyword.positionAfterSkippingLeadingTrivia
        let labels = parts.parameters.map { "\($0.label):" }.joined()
        let isFilePrivate = parts.modifiers.contains { ["private", "fileprivate"].contains($0.name.text) && $0.detail == nil }
        let base = parts.baseName.shortened(to: limits.name)
        functions.append(
            FunctionDeclaration(
                name: scope.qualified("\(base)(\(labels))").shortened(to: limits.name), baseName: base,
                container: scope.container?.name,
                signature: source.folded(from: start, to: parts.body?.position ?? node.endPosition, limit: limits.signature),
                file: file, line: source.line(of: parts.keyword.positionAfterSkippingLeadingTrivia),
                isPublic: scope.isPublic(parts.modifiers),
                documentation: SwiftDocumentation.firstSentence(of: node.leadingTrivia, limit: limits.documentation), calls: [],
                facts: CallFacts(
                    parameters: parts.parameters.prefix(64).map(\.fact), hasBody: parts.body != nil,
                    isDeprecated: parts.isDeprecated ? true : nil, isFilePrivate: isFilePrivate,
                    generics: parts.generics)
            ))
        calls.removeAll()
        body = SwiftBody()
        body.limit = limits.calls
        body.generics = parts.generics
        for parameter in parts.parameters { body.bind(parameter.name, type: parameter.type) }
        return .visitChildren
    }

    func leaveFunction() {
        guard var function = functions.popLast() ?? nil else { return }
        function.calls = calls.names
        function.facts?.sites = body.sites
        facts.functions.append(function)
    }

    func record(_ called: ExprSyntax, labels: [String], trailing: Int) {
        let callee = SwiftCallee(container: scope.container?.name, limit: limits.name)
        if let name = callee.name(of: called) {
            if functions.contains(where: { $0 != nil }) {
                calls.add(name)
            } else if scope.container == nil {
                topLevelCalls.add(name)
            }
        }
        guard !scope.isInLocalType, let target = SwiftCallee.target(called) else { return }
        bind { $0.call(target.name.shortened(to: limits.name), on: target.place, labels: labels, trailing: trailing) }
    }

    /// Tells the body that collects; in a type, outside its functions, none does.
    func bind(_ tell: (inout SwiftBody) -> Void) {
        if functions.contains(where: { $0 != nil }) {
            tell(&body)
        } else if scope.container == nil {
            tell(&topLevelBody)
        }
    }
}
