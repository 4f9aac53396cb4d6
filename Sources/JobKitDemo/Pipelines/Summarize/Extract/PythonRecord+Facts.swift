/// From what the interpreter printed of a file to what the stage knows of it.
extension PythonRecord {
    func facts(file: String, limits: ExtractionLimits) -> FileFacts {
        var facts = FileFacts()
        facts.path = file
        facts.mentions = Set(mentions ?? [])
        facts.imports = (imports ?? []).map {
            ImportStatement(file: file, module: $0.module.shortened(to: limits.name), names: $0.names)
        }
        facts.types = (types ?? []).map { type in
            TypeDeclaration(
                name: type.name.shortened(to: limits.name), kind: "class", file: file, line: type.line, isPublic: type.public,
                inherits: type.inherits,
                documentation: Self.sentence(type.documentation, limits))
        }
        facts.properties = (types ?? []).flatMap { type in
            (type.properties ?? [:]).sorted { $0.key < $1.key }.map { FileFacts.Property(type: type.name, name: $0.key, written: $0.value) }
        }
        facts.functions = (functions ?? []).map { declaration($0, file: file, limits: limits) }
        if let entry {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            facts.functions.append(
                .entryCode(
                    name: name, signature: name == "__main__.py" ? "top-level code of \(name)" : "if __name__ == \"__main__\":",
                    file: file, line: entry.line, calls: Array(entry.calls.prefix(limits.calls)),
                    facts: Self.facts(entry.sites, hasBody: true, limits)))
        }
        return facts
    }

    private func declaration(_ function: Function, file: String, limits: ExtractionLimits) -> FunctionDeclaration {
        let qualified = function.container.isEmpty ? "\(function.name)()" : "\(function.container).\(function.name)()"
        let words = function.signature.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return FunctionDeclaration(
            name: qualified.shortened(to: limits.name), baseName: function.name,
            container: function.container.isEmpty ? nil : function.container,
            signature: words.shortened(to: limits.signature), file: file, line: function.line, isPublic: function.public,
            documentation: Self.sentence(function.documentation, limits),
            calls: Array(function.calls.prefix(limits.calls)),
            facts: Self.facts(function.sites, hasBody: function.stub != true, limits))
    }

    private static func sentence(_ text: String?, _ limits: ExtractionLimits) -> String? {
        text.flatMap { DocumentationSentence.first(of: SphinxRoles.removed(from: $0), limit: limits.documentation) }
    }

    /// Python has one function of a name, so labels decide nothing.
    private static func facts(_ sites: [Site]?, hasBody: Bool, _ limits: ExtractionLimits) -> CallFacts {
        let known = (sites ?? []).prefix(limits.calls).map {
            CallSite(receiver: $0.receiver, path: $0.path, name: $0.name == "init" ? "__init__" : $0.name)
        }
        return CallFacts(parameters: nil, hasBody: hasBody, sites: known)
    }
}
