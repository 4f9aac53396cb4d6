import SwiftSyntax

/// Where in a Swift file the visitor is: the enclosing types, and the function that collects calls.
struct SwiftScope {
    struct Container {
        /// Qualified.
        var name: String
        /// Access of the type and all that enclose it; for an extension, nothing is known of the type itself.
        var isPublic: Bool
        /// Members of protocols and of public extensions are public without saying so.
        var sharesAccess: Bool
        /// Declared in a body.
        var isLocal = false
    }

    private(set) var containers: [Container] = []
    /// Bodies that are open: what is declared inside one is local.
    private(set) var bodies = 0

    var container: Container? { containers.last }
    var isLocal: Bool { bodies > 0 }
    /// Inside a type that a body declares: its `self` is nothing that the repository knows.
    var isInLocalType: Bool { containers.contains(where: \.isLocal) }

    func qualified(_ name: String) -> String {
        container.map { "\($0.name).\(name)" } ?? name
    }

    func isPublic(_ modifiers: DeclModifierListSyntax) -> Bool {
        var level: Keyword?
        for modifier in modifiers where modifier.detail == nil {
            guard case .keyword(let keyword) = modifier.name.tokenKind else { continue }
            switch keyword {
            case .public, .open, .package, .internal, .fileprivate, .private: level = keyword
            default: break
            }
        }
        guard let level else { return container.map { $0.sharesAccess && $0.isPublic } ?? false }
        return (level == .public || level == .open) && container?.isPublic ?? true
    }

    mutating func enter(_ container: Container) {
        containers.append(container)
        containers[containers.count - 1].isLocal = isLocal
    }
    mutating func leaveContainer() { containers.removeLast() }
    mutating func enterBody() { bodies += 1 }
    mutating func leaveBody() { bodies -= 1 }
}
