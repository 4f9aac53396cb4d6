import Foundation

/// What a repository's manifests say of it: the parts that the page repeats.
struct ManifestFacts: Sendable, Equatable {
    /// The manifest that names the kind of package.
    var path: String?
    /// A noun, such as `Swift package`.
    var kind: String?
    var description: String?
    var libraries: [String] = []
    /// The commands that installing or building it gives.
    var commands: [String] = []
    var dependencies: [String] = []
    /// The manifest that names the dependencies; not always the one that names the kind.
    var dependenciesPath: String?
    /// `npm run` scripts, Makefile targets and the like: what to type, and the file that says so.
    var tasks: [Tasks] = []

    struct Tasks: Sendable, Equatable {
        var path: String
        var tool: String
        var names: [String]
    }

    init() {}

    init(_ texts: RepositoryTexts) {
        for manifest in texts.manifests {
            var part = ManifestFacts()
            switch manifest.path {
            case "Package.swift": part.readSwiftPackage(manifest.text)
            case "package.json": part.readNodePackage(manifest.text)
            case "composer.json": part.readComposer(manifest.text)
            case "pyproject.toml": part.readPyproject(manifest.text)
            case "setup.cfg": part.readSetup(manifest.text)
            case "requirements.txt": part.dependencies = Self.requirements(manifest.text)
            case "Cargo.toml": part.readCargo(manifest.text)
            case "go.mod": part.readGoModule(manifest.text)
            case "pom.xml": part.kind = "Maven project"
            case "build.gradle", "build.gradle.kts": part.kind = "Gradle project"
            case "mix.exs": part.kind = "Mix project"
            case "CMakeLists.txt": part.kind = "CMake project"
            default: break
            }
            merge(part, from: manifest.path)
        }
        tasks += Self.taskFiles(texts)
    }

    /// The first manifest that says a thing is believed.
    private mutating func merge(_ part: ManifestFacts, from path: String) {
        if kind == nil, let kind = part.kind {
            self.kind = kind
            self.path = path
            libraries = part.libraries
            commands = part.commands
        }
        description = description ?? part.description.flatMap { $0.trimmingWhitespace().isEmpty ? nil : $0 }
        if dependencies.isEmpty, !part.dependencies.isEmpty {
            dependencies = part.dependencies
            dependenciesPath = path
        }
        for var tasks in part.tasks {
            tasks.path = path
            self.tasks.append(tasks)
        }
    }

    private mutating func readSwiftPackage(_ text: String) {
        kind = "Swift package"
        let lines = text.split(separator: "\n").map { $0.trimmingWhitespace() }.filter { !$0.hasPrefix("//") }
        let flat = lines.joined(separator: " ")
        libraries = Self.quoted(after: ".library(name:", in: flat)
        commands = Self.quoted(after: ".executable(name:", in: flat)
        if commands.isEmpty { commands = Self.quoted(after: ".executableTarget(name:", in: flat) }
        let urls = Self.quoted(after: ".package(url:", in: flat) + Self.quoted(after: ".package(path:", in: flat)
        dependencies = Self.unique(urls.compactMap(Self.repositoryName))
    }

    private mutating func readNodePackage(_ text: String) {
        struct Package: Decodable {
            var description: String?
            var bin: Bin?
            var scripts: [String: String]?
            var dependencies: [String: String]?
            var name: String?
        }
        enum Bin: Decodable {
            case single, named([String])
            init(from decoder: any Decoder) throws {
                let names = try? decoder.singleValueContainer().decode([String: String].self)
                self = names.map { .named($0.keys.sorted()) } ?? .single
            }
        }
        kind = "Node package"
        guard let package = try? JSONDecoder().decode(Package.self, from: Data(text.utf8)) else { return }
        description = package.description
        switch package.bin {
        case .named(let names): commands = names
        case .single: commands = package.name.flatMap(Self.repositoryName).map { [$0] } ?? []
        case nil: break
        }
        dependencies = package.dependencies?.keys.sorted() ?? []
        if let scripts = package.scripts, !scripts.isEmpty {
            tasks = [Tasks(path: "", tool: "npm run", names: Self.usualFirst(scripts.keys.sorted()))]
        }
    }

    private mutating func readComposer(_ text: String) {
        struct Package: Decodable {
            var description: String?
            var require: [String: String]?
        }
        kind = "PHP package"
        guard let package = try? JSONDecoder().decode(Package.self, from: Data(text.utf8)) else { return }
        description = package.description
        dependencies = package.require?.keys.filter { $0.contains("/") }.sorted() ?? []
    }
}
