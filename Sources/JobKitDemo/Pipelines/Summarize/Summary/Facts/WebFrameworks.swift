/// Which of the well-known web frameworks the project's own sources import. Tests and examples do not count: a client library
/// starts a server in its tests. Nor does the framework itself, which imports its own modules; nor does what no manifest names: it is
/// supported, not used.
enum WebFrameworks {
    private static let names: Set<String> = [
        "Hummingbird", "Vapor", "FlyingFox", "Kitura",
        "flask", "fastapi", "django", "aiohttp.web", "starlette", "tornado", "bottle", "sanic", "litestar", "falcon", "pyramid", "quart",
        "express", "koa", "fastify", "hono", "@nestjs/core",
        "axum", "actix_web", "rocket", "sinatra", "rails",
    ]
    private static let goPrefixes = [
        "github.com/gin-gonic/gin", "github.com/labstack/echo", "github.com/gofiber/fiber", "github.com/go-chi/chi",
    ]

    static func imported(by facts: PageFacts) -> [String] {
        let own = Set(ownNames(facts).map { $0.lowercased() })
        var found: [String] = []
        for statement in facts.extraction.imports where facts.role(of: statement.file) == .source {
            guard let name = framework(statement.module), !found.contains(name), !own.contains(name.lowercased()) else { continue }
            guard isNamed(name, statement.file, facts) else { continue }
            found.append(name)
        }
        return found.sorted()
    }

    /// Where a manifest of the file's own language is there, it decides.
    private static func isNamed(_ framework: String, _ file: String, _ facts: PageFacts) -> Bool {
        let ecosystem = file.hasSuffix(".swift") ? "swift" : file.hasSuffix(".py") ? "python" : nil
        let manifests = facts.manifest.manifests.all.filter { Manifests.ecosystem($0.kind) == ecosystem && ecosystem != nil }
        let package = framework.lowercased().prefix { $0 != "." }
        return manifests.isEmpty || manifests.contains { $0.dependencies.contains { PythonRequirement.normalized($0.name) == package } }
    }

    private static func ownNames(_ facts: PageFacts) -> [String] {
        let manifests = facts.manifest.manifests.all
        return facts.graph.modules + manifests.compactMap(\.name) + manifests.flatMap { $0.targets.map(\.name) } + [facts.checkout.name]
    }

    private static func framework(_ module: String) -> String? {
        if names.contains(module) { return module }
        if let prefix = goPrefixes.first(where: { module == $0 || module.hasPrefix($0 + "/") }) { return prefix }
        // `django.http` and `axum::routing` are parts of the framework that they begin with.
        let root = String(module.prefix { $0 != "." && $0 != ":" })
        return names.contains(root) ? root : nil
    }
}
