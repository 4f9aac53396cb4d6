/// `build.gradle` and `settings.gradle`, in Groovy or Kotlin: programs, of which only lines of the usual forms are understood.
enum GradleReader {
    static let build: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .gradle)
        for (index, line) in lines(of: text) {
            let word = String(line.prefix { $0.isLetter || $0.isNumber })
            guard let literal = literals(in: line).first else { continue }
            if let scope = scope(word) {
                let isLocal = line.contains("project(")
                let coordinates = literal.split(separator: ":", omittingEmptySubsequences: true)
                guard isLocal || coordinates.count >= 2 else { continue }
                let name = isLocal ? String(coordinates.last ?? "") : coordinates.prefix(2).joined(separator: ":")
                manifest.dependencies.append(.init(name: name, scope: scope, isLocal: isLocal, line: index))
            } else if word == "id" || (word == "apply" && line.contains("plugin")) {
                manifest.dependencies.append(.init(name: literal, scope: .build, line: index))
            }
        }
        return manifest
    }

    static let settings: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .gradleSettings)
        manifest.isPackage = false
        for (_, line) in lines(of: text) {
            if line.hasPrefix("rootProject.name") {
                manifest.name = literals(in: line).first
            } else if line.hasPrefix("include(") || line.hasPrefix("include ") {
                // `:app:ui` lies in `app/ui`.
                manifest.members += literals(in: line).map { $0.split(separator: ":").joined(separator: "/") }
            }
        }
        return manifest
    }

    private static func scope(_ word: String) -> Manifest.Dependency.Scope? {
        switch word {
        case "implementation", "api", "runtimeOnly", "compile": .runtime
        case "compileOnly", "annotationProcessor", "kapt", "ksp", "classpath": .build
        case "testImplementation", "testRuntimeOnly", "testCompileOnly", "androidTestImplementation", "testCompile": .development
        default: nil
        }
    }

    private static func lines(of text: String) -> [(Int, String)] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap { index, line in
            let trimmed = line.trimmingWhitespace()
            let isCode = !trimmed.isEmpty && trimmed.utf8.count <= 500 && !["//", "*", "/*"].contains(where: trimmed.hasPrefix)
            return isCode ? (index + 1, trimmed) : nil
        }
    }

    private static func literals(in line: String) -> [String] {
        var result: [String] = []
        var rest = Substring(line)
        while let start = rest.firstIndex(where: { $0 == "\"" || $0 == "'" }) {
            let body = rest[rest.index(after: start)...]
            guard let end = body.firstIndex(of: rest[start]) else { break }
            result.append(String(body[..<end]))
            rest = body[body.index(after: end)...]
        }
        return result
    }
}
