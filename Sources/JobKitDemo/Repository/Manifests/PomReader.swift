import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// `pom.xml`. An element counts by its place: what is excluded, commented out or only managed is not a dependency.
enum PomReader {
    static let read: ManifestReader.Reader = { path, text in
        let manifest = Manifest(path, .maven)
        // A project has no use for a document type; with one, entities could name files or multiply.
        guard text.utf8.count <= ManifestValue.limit, !text.contains("<!DOCTYPE"), !text.contains("<!ENTITY") else { return manifest }
        let handler = PomHandler(manifest)
        // The text is decoded already, whatever its declaration says of its bytes.
        let parser = XMLParser(data: Data(withoutDeclaration(text).utf8))
        parser.shouldResolveExternalEntities = false
        parser.delegate = handler
        // Half a file may have left out the half that takes something back.
        return parser.parse() && handler.isClosed ? handler.finish() : manifest
    }

    /// The declaration becomes blanks, so that lines keep their numbers.
    private static func withoutDeclaration(_ text: String) -> String {
        guard let start = text.firstIndex(where: { !$0.isWhitespace && $0 != "\u{FEFF}" }), text[start...].hasPrefix("<?xml"),
            let end = text.firstRange(of: "?>")
        else { return text }
        let lines = text[..<end.upperBound].filter(\.isNewline)
        return lines + text[end.upperBound...]
    }
}

private final class PomHandler: NSObject, XMLParserDelegate {
    private var manifest: Manifest
    private var open: [String] = []
    private var words = ""
    private var item: [String: String] = [:]
    private var itemLine = 0

    init(_ manifest: Manifest) { self.manifest = manifest }

    /// Where a text ends too early, the parser itself is content.
    var isClosed: Bool { open.isEmpty }

    func finish() -> Manifest { manifest }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String] = [:]
    ) {
        open.append(name)
        words = ""
        // Nothing in a project lies that deep; a file that does is not read further.
        if open.count > 64 { parser.abortParsing() }
        if Self.scope(of: path) != nil { item = [:] }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if words.utf8.count < 4_000 { words += text }
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        if words.utf8.count < 4_000 { words += String(decoding: block, as: UTF8.self) }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        let text = words.trimmingWhitespace()
        switch path {
        case "project/artifactId": manifest.name = text
        case "project/description": manifest.description = text.isEmpty ? nil : text
        case "project/modules/module", "project/profiles/profile/modules/module": manifest.members.append(text)
        default:
            if let scope = Self.scope(of: path) {
                add(scope)
            } else if Self.scope(of: open.dropLast().joined(separator: "/")) != nil {
                item[name] = text
                if name == "artifactId" { itemLine = parser.lineNumber }
            }
        }
        words = ""
        open.removeLast()
    }

    private var path: String { open.joined(separator: "/") }

    /// What is named directly under such an element is used; a parent and a plugin are, in the build.
    private static func scope(of path: String) -> Manifest.Dependency.Scope? {
        switch path {
        case "project/dependencies/dependency", "project/profiles/profile/dependencies/dependency": .runtime
        case "project/parent", "project/build/plugins/plugin", "project/profiles/profile/build/plugins/plugin": .build
        default: nil
        }
    }

    private func add(_ scope: Manifest.Dependency.Scope) {
        guard let artifact = item["artifactId"], !artifact.isEmpty else { return }
        let group = item["groupId"] ?? (scope == .build ? "org.apache.maven.plugins" : "")
        var stated = scope
        if scope == .runtime {
            switch item["scope"] {
            case "test": stated = .development
            case "provided", "system": stated = .build
            // A list of versions, not a library.
            case "import": return
            default: if item["optional"] == "true" { stated = .optional }
            }
        }
        manifest.dependencies.append(
            .init(name: "\(group):\(artifact)", scope: stated, isLocal: group == "${project.groupId}", line: itemLine))
    }
}
