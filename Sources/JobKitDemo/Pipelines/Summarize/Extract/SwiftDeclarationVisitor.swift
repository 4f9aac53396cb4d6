import SwiftSyntax

// Reads one syntax tree into `FileFacts`. Local functions and local types are not declarations of their own: their calls belong to
// the function around them. Calls in accessors and in initial values of properties belong to no function and are left out, but for
// those of `main.swift`. Subscripts and deinitializers are left out, since no call site names them.

/// The types and imports of one Swift file; `SwiftFileVisitor` adds the functions and their calls.
class SwiftDeclarationVisitor: SyntaxVisitor {
    let file: String
    let source: SwiftSourceText
    let limits: ExtractionLimits
    var facts = FileFacts()
    var scope = SwiftScope()
    /// The functions that are open, innermost last; the first collects.
    var functions: [FunctionDeclaration?] = []
    var calls = CallCollector()
    var topLevelCalls = CallCollector()
    /// Of the function that collects, and of the statements outside any.
    var body = SwiftBody()
    var topLevelBody = SwiftBody()

    init(file: String, source: SwiftSourceText, limits: ExtractionLimits) {
        self.file = file
        self.source = source
        self.limits = limits
        calls.limit = limits.calls
        topLevelBody.limit = limits.calls
        topLevelCalls.limit = limits.calls
        facts.path = file
        super.init(viewMode: .sourceAccurate)
    }

    override func visit(_ node: ImportDeclSyntax) -> SyntaxVisitorContinueKind {
        var path = node.path.prefix(16).map { $0.name.text }
        // `import struct A.B` imports a declaration of A.
        if node.importKindSpecifier != nil, path.count > 1 { path.removeLast() }
        let module = path.joined(separator: ".").shortened(to: limits.name)
        if !module.isEmpty { facts.imports.append(ImportStatement(file: file, module: module)) }
        return .skipChildren
    }

    override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, "struct", node.name) }
    override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, "class", node.name) }
    override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, "actor", node.name) }
    override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, "enum", node.name) }
    override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, "protocol", node.name) }
    override func visitPost(_ node: StructDeclSyntax) { scope.leaveContainer() }
    override func visitPost(_ node: ClassDeclSyntax) { scope.leaveContainer() }
    override func visitPost(_ node: ActorDeclSyntax) { scope.leaveContainer() }
    override func visitPost(_ node: EnumDeclSyntax) { scope.leaveContainer() }
    override func visitPost(_ node: ProtocolDeclSyntax) { scope.leaveContainer() }

    override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
        let written = source.folded(
            from: node.extendedType.positionAfterSkippingLeadingTrivia,
            to: node.inheritanceClause?.position ?? node.genericWhereClause?.position ?? node.memberBlock.position, limit: limits.name)
        let name = written.withoutGenericArguments
        let isPublic = node.modifiers.contains { $0.name.tokenKind == .keyword(.public) }
        if !scope.isLocal, let clause = node.inheritanceClause {
            facts.conformances.append(FileFacts.Conformance(type: name, inherits: inherited(clause)))
        }
        scope.enter(SwiftScope.Container(name: name, isPublic: true, sharesAccess: isPublic))
        return .visitChildren
    }

    override func visitPost(_ node: ExtensionDeclSyntax) { scope.leaveContainer() }

    override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
        declare(node.name, "typealias", node.modifiers, [], node.leadingTrivia)
        return .skipChildren
    }

    override func visit(_ node: AssociatedTypeDeclSyntax) -> SyntaxVisitorContinueKind {
        if let container = scope.container, let type = facts.types.lastIndex(where: { $0.name == container.name }) {
            let constraint = node.inheritanceClause?.inheritedTypes.first.flatMap { SwiftTypeName.written($0.type) }
            facts.types[type].generics = (facts.types[type].generics ?? [:]).merging([node.name.plainText: constraint ?? ""]) { $1 }
        }
        return .skipChildren
    }

    private func enter(_ node: some DeclGroupSyntax, _ kind: String, _ name: TokenSyntax) -> SyntaxVisitorContinueKind {
        let qualified = scope.qualified(name.plainText).shortened(to: limits.name)
        let isPublic = scope.isPublic(node.modifiers)
        let generic = (node as? any WithGenericParametersSyntax)?.genericParameterClause
        declare(name, kind, node.modifiers, node.inheritanceClause.map(inherited) ?? [], node.leadingTrivia, generic)
        if !scope.isLocal, node.attributes.contains(where: \.isMain) {
            let start = node.modifiers.first?.positionAfterSkippingLeadingTrivia ?? node.introducer.positionAfterSkippingLeadingTrivia
            let signature = "@main " + source.folded(from: start, to: node.memberBlock.position, limit: limits.signature - 6)
            facts.mainTypes.append(
                FileFacts.MainType(
                    name: qualified, line: source.line(of: name.positionAfterSkippingLeadingTrivia), signature: signature))
        }
        scope.enter(SwiftScope.Container(name: qualified, isPublic: isPublic, sharesAccess: kind == "protocol"))
        return .visitChildren
    }

    private func declare(
        _ name: TokenSyntax, _ kind: String, _ modifiers: DeclModifierListSyntax, _ inherits: [String], _ trivia: Trivia,
        _ generic: GenericParameterClauseSyntax? = nil
    ) {
        guard !scope.isLocal else {
            bind { $0.bind(name.plainText) }
            return
        }
        let generics = SwiftTypeName.generics(generic)
        facts.types.append(
            TypeDeclaration(
                name: scope.qualified(name.plainText).shortened(to: limits.name), kind: kind, file: file,
                line: source.line(of: name.positionAfterSkippingLeadingTrivia), isPublic: scope.isPublic(modifiers),
                inherits: inherits, documentation: SwiftDocumentation.firstSentence(of: trivia, limit: limits.documentation),
                generics: generics.isEmpty ? nil : generics
            ))
    }

    private func inherited(_ clause: InheritanceClauseSyntax) -> [String] {
        clause.inheritedTypes.prefix(32).map { type in
            source.folded(
                from: type.type.positionAfterSkippingLeadingTrivia,
                to: type.trailingComma?.positionAfterSkippingLeadingTrivia ?? type.endPositionBeforeTrailingTrivia, limit: limits.name)
        }
    }
}

extension TokenSyntax {
    /// Without backticks.
    var plainText: String { identifier?.name ?? text }
}

extension AttributeListSyntax.Element {
    fileprivate var isMain: Bool {
        self.as(AttributeSyntax.self)?.attributeName.as(IdentifierTypeSyntax.self)?.name.text == "main"
    }
}

extension String {
    /// `A<B>.C` as `A.C`.
    var withoutGenericArguments: String {
        var depth = 0
        return filter { character in
            if character == "<" { depth += 1 }
            defer { if character == ">" { depth -= 1 } }
            return depth == 0 && !character.isWhitespace
        }
    }
}
