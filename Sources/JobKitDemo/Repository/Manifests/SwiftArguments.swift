import SwiftSyntax

/// The name of a call and those of its arguments that are literals.
struct SwiftArguments {
    let node: FunctionCallExprSyntax
    /// Without what stands before the last dot.
    let callee: String

    init(_ node: FunctionCallExprSyntax) {
        self.node = node
        if let member = node.calledExpression.as(MemberAccessExprSyntax.self) {
            callee = member.declName.baseName.text
        } else {
            callee = node.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text ?? ""
        }
    }

    func has(_ label: String) -> Bool { expression(label) != nil }

    func text(_ label: String?) -> String? {
        expression(label).flatMap(Self.text)
    }

    /// The strings of a list.
    func texts(_ label: String) -> [String] {
        guard let list = expression(label)?.as(ArrayExprSyntax.self) else { return [] }
        return list.elements.compactMap { Self.text($0.expression) }
    }

    private func expression(_ label: String?) -> ExprSyntax? {
        node.arguments.first { $0.label?.text == label }?.expression
    }

    private static func text(_ expression: ExprSyntax) -> String? {
        expression.as(StringLiteralExprSyntax.self)?.representedLiteralValue
    }
}
