import Foundation

/// What is wrong with a request about a project, and what to do.
enum ProjectError: Error, Equatable, CustomStringConvertible, LocalizedError {
    case nameRefused(String, cause: String)
    case nameTaken(String)
    case planRefused(String, cause: String)
    case unknown(String)

    var description: String {
        switch self {
        case .nameRefused(let name, let cause):
            "The project name \(Self.shown(name)) is refused: \(cause). Use 1 to \(ProjectRules.nameCharacters) characters."
        case .nameTaken(let name):
            "There is a project \(Self.shown(name)) already. Choose another name, or remove that one: jobkit-demo projects remove."
        case .planRefused(let path, let cause):
            "The plan file \(Self.shown(path)) is refused: \(cause). Give a path relative to the repository's root, such as docs/PLAN.md."
        case .unknown(let name):
            "There is no project \(Self.shown(name)). `jobkit-demo projects list` shows the projects."
        }
    }

    var errorDescription: String? { description }

    private static func shown(_ text: String) -> String {
        // An address in the place of a name may hold a password.
        let safe = text.contains("://") ? Redaction.address(text) : Redaction.spellingControls(of: text)
        return "\"\(safe.count > 80 ? safe.prefix(80) + "…" : safe)\""
    }
}
