@testable import JobKitDemo

extension Fixture {
    /// A Python server whose README says only how to install it, so that the manifest's description opens the page.
    static func server() -> Fixture {
        var it = Fixture("harbor")
        it.checkout.branch = nil
        it.texts["README.rst"] = """
            Harbor
            ======

            .. image:: https://img.example/build.svg
               :target: https://ci.example

            Installation
            ------------

            Create a virtual environment first and then install the package into it.
            """
        it.texts["pyproject.toml"] = """
            [project]
            name = "harbor"
            description = "Books berths for ships & their cargo <quickly>"
            dependencies = [
                "fastapi[standard]>=0.115",  # the server
                "sqlalchemy ~= 2.0",
                "pydantic",
            ]

            [project.scripts]
            harbor = "harbor.main:run"
            """
        it.add("README.rst", "reStructuredText", 31, .documentation, 0.9, "README")
        it.add("pyproject.toml", "TOML", 28, .manifest, 0.8, "package manifest")
        it.add("Dockerfile", "Dockerfile", 17, .configuration, 0.2, "container image")
        let modules: [(String, Int)] = [
            ("harbor/__init__.py", 3), ("harbor/main.py", 74), ("harbor/settings.py", 52), ("harbor/api/__init__.py", 1),
            ("harbor/api/berths.py", 188),
            ("harbor/api/ships.py", 143), ("harbor/db/__init__.py", 9), ("harbor/db/models.py", 201), ("harbor/db/session.py", 47),
        ]
        for (path, lines) in modules { it.add(path, "Python", lines, .source, 0.5 + Double(lines) / 1_000) }
        it.add("tests/test_berths.py", "Python", 160, .test, 0.2, "test")
        it.add("migrations/0001_berths.sql", "SQL", 44, .source, 0.4, "source")
        it.type("class", "Berth", "harbor/db/models.py", 18, "A place at the quay, with the ``Ship`` that lies there.", inherits: ["Base"])
        it.type("class", "Ship", "harbor/db/models.py", 71, inherits: ["Base"])
        it.type("class", "Settings", "harbor/settings.py", 8, inherits: ["BaseSettings"])
        it.function("session()", "harbor/db/session.py", 21, "Yields a session and closes it\nafter the request.")
        it.function("create_berth()", "harbor/api/berths.py", 33, calls: ["session", "Berth", "check_free"])
        it.function("check_free()", "harbor/api/berths.py", 90, calls: ["session"])
        it.function("run()", "harbor/main.py", 60, calls: ["create_app"])
        it.extraction.imports = [
            ImportStatement(file: "harbor/main.py", module: "fastapi"), ImportStatement(file: "tests/test_berths.py", module: "flask"),
        ]
        it.graph.functionCount = 37
        it.graph.callCount = 1
        it.graph.modules = ["harbor", "harbor.api", "harbor.db"]
        it.graph.layers = [["harbor.db"], ["harbor", "harbor.api"]]
        it.graph.moduleEdges = [
            GraphEdge(from: "harbor.api", to: "harbor.db"), GraphEdge(from: "harbor", to: "harbor.api"),
            GraphEdge(from: "harbor.api", to: "harbor"),
        ]
        it.graph.centralTypes = [
            it.rank("Berth", "harbor/db/models.py", 18, fanIn: 3), it.rank("Ship", "harbor/db/models.py", 71, fanIn: 1),
        ]
        it.graph.centralFunctions = [
            it.rank("session()", "harbor/db/session.py", 21, fanIn: 2, callers: ["check_free()", "create_berth()"]),
            it.rank(
                "check_free()", "harbor/api/berths.py", 90, fanIn: 1, callers: ["create_berth()"], callees: ["session()"]),
        ]
        it.graph.externalModules = [
            RankedImport(module: "fastapi", files: 3), RankedImport(module: "sqlalchemy", files: 2),
        ]
        it.graph.entryPoints = [it.rank("run()", "harbor/main.py", 60, fanIn: 0)]
        return it
    }
}
