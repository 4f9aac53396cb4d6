/// What the names that a Python file imports mean, where they lead to a file of the repository.
struct PythonNames: Sendable {
    /// A file, and the name in it; without a name, the module that the file is.
    struct Meaning: Sendable, Equatable {
        var file: String
        var name: String?
    }

    private struct Imported: Sendable {
        let module: String
        let name: String
    }

    private let imports: [String: [String: Imported]]
    private let files: Set<String>

    /// A package may hand on what it imports; longer chains are not followed.
    private static let longestChain = 4
    private static let roots = ["", "src/", "lib/", "python/"]

    init(_ statements: [ImportStatement], files: Set<String>) {
        self.files = files
        var imports: [String: [String: Imported]] = [:]
        for statement in statements where statement.file.hasSuffix(".py") {
            for (alias, name) in statement.names ?? [:] {
                imports[statement.file, default: [:]][alias] = Imported(module: statement.module, name: name)
            }
        }
        self.imports = imports
    }

    /// - Parameter isDeclared: Whether a file declares a name itself.
    func meaning(of alias: String, in file: String, isDeclared: (String, String) -> Bool) -> Meaning? {
        var alias = alias
        var file = file
        for _ in 0..<Self.longestChain {
            guard let imported = imports[file]?[alias] else { return nil }
            if imported.name.isEmpty { return self.file(of: imported.module, from: file).map { Meaning(file: $0, name: nil) } }
            let separator = imported.module.hasSuffix(".") || imported.module.isEmpty ? "" : "."
            if let module = self.file(of: imported.module + separator + imported.name, from: file) {
                return Meaning(file: module, name: nil)
            }
            guard let source = self.file(of: imported.module, from: file) else { return nil }
            if isDeclared(source, imported.name) { return Meaning(file: source, name: imported.name) }
            (file, alias) = (source, imported.name)
        }
        return nil
    }

    private func file(of module: String, from file: String) -> String? {
        let dots = module.prefix { $0 == "." }.count
        let path = String(module.dropFirst(dots)).replacing(".", with: "/")
        guard dots > 0 else {
            let folder = Self.folder(of: file)
            // A script finds what lies beside it; a package does not.
            let beside = files.contains(folder + "__init__.py") ? [] : [folder]
            return (Self.roots + beside).lazy.compactMap { found($0 + path) }.first
        }
        var folder = Substring(Self.folder(of: file))
        for _ in 1..<max(dots, 1) {
            guard let slash = folder.dropLast().lastIndex(of: "/") else {
                guard !folder.isEmpty else { return nil }
                folder = ""
                continue
            }
            folder = folder[...slash]
        }
        return found(path.isEmpty ? String(folder.dropLast()) : String(folder) + path)
    }

    private func found(_ path: String) -> String? {
        let inside = path.isEmpty ? "__init__.py" : path + "/__init__.py"
        return [path + ".py", inside].first(where: files.contains)
    }

    private static func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }
}
