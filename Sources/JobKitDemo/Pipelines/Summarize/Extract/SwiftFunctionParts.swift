import SwiftSyntax

/// What functions and initializers have in common.
struct FunctionParts {
    struct Parameter {
        var label: String
        /// What the body calls it.
        var name: String
        var type: TypeSyntax
        var fact: CallFacts.Parameter
    }

    var keyword: TokenSyntax
    var baseName: String
    var modifiers: DeclModifierListSyntax
    var parameters: [Parameter]
    var generics: [String: String]
    var body: CodeBlockSyntax?
    var isDeprecated: Bool

    init(_ node: FunctionDeclSyntax) {
        keyword = node.funcKeyword
        baseName = node.name.plainText
        modifiers = node.modifiers
        // Operators are called without labels, whatever the parameters are named.
        parameters = Self.parameters(node.signature, isOperator: node.name.identifier == nil)
        generics = SwiftTypeName.generics(node.genericParameterClause)
        body = node.body
        isDeprecated = Self.isDeprecated(node.attributes)
    }

    init(_ node: InitializerDeclSyntax) {
        keyword = node.initKeyword
        baseName = "init"
        modifiers = node.modifiers
        parameters = Self.parameters(node.signature, isOperator: false)
        generics = SwiftTypeName.generics(node.genericParameterClause)
        body = node.body
        isDeprecated = Self.isDeprecated(node.attributes)
    }

    /// `@available(*, deprecated, …)`, and what is not available at all.
    private static func isDeprecated(_ attributes: AttributeListSyntax) -> Bool {
        attributes.contains { element in
            guard let attribute = element.as(AttributeSyntax.self), attribute.attributeName.trimmedDescription == "available" else {
                return false
            }
            let words = attribute.arguments?.trimmedDescription.split { !$0.isLetter } ?? []
            return words.contains("deprecated") || words.contains("unavailable")
        }
    }

    private static func parameters(_ signature: FunctionSignatureSyntax, isOperator: Bool) -> [Parameter] {
        signature.parameterClause.parameters.map { node in
            let label = isOperator ? "_" : node.firstName.plainText
            return Parameter(
                label: label, name: (node.secondName ?? node.firstName).plainText, type: node.type,
                fact: CallFacts.Parameter(label: label, hasDefault: node.defaultValue != nil, isVariadic: node.ellipsis != nil))
        }
    }
}
