extension BuildPlace {
    /// Installed by the tool whose lock file or settings are there, tested by what is configured. Nothing is said of tests where nothing says how.
    var python: BuildPlan? {
        let manager = pythonManager
        guard let install = install(manager) else { return nil }
        var more = ["uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "tox.ini", "noxfile.py"]
        if manager == "pip" { more = ["tox.ini", "noxfile.py"] }
        return made(
            manager, [install] + tests(manager), ["Python"], programs: [manager, "pip", "python", "python3", "tox", "nox", "pytest"],
            beside: more)
    }

    private var siblings: [Manifest] {
        manifests.all.filter { $0.folder == manifest.folder && Manifests.ecosystem($0.kind) == "python" }
    }

    private func configures(_ tool: String) -> Bool { siblings.contains { $0.tools.contains(tool) } }

    private func depends(on name: String) -> Bool {
        siblings.contains { $0.dependencies.contains { PythonRequirement.normalized($0.name) == name } }
    }

    private var pythonManager: String {
        if has("uv.lock") { return "uv" }
        if has("poetry.lock") || configures("poetry") { return "poetry" }
        if has("pdm.lock") || configures("pdm") { return "pdm" }
        if has("Pipfile") { return "pipenv" }
        return "pip"
    }

    private func install(_ manager: String) -> String? {
        switch manager {
        case "uv": return "uv sync"
        case "poetry": return "poetry install"
        case "pdm": return "pdm install"
        case "pipenv": return "pipenv install --dev"
        default:
            if siblings.contains(where: { $0.kind == .python && $0.isPackage }) { return "pip install ." }
            guard has("requirements.txt") else { return nil }
            return "pip install -r requirements.txt"
        }
    }

    /// Only what the installation brings along: a reader who types the lines one after the other is to come to the end.
    private func tests(_ manager: String) -> [String] {
        guard hasTests else { return [] }
        let runs = manager == "pip" ? "" : "\(manager) run "
        if manager == "pip", siblings.contains(where: { $0.kind == .python && $0.isPackage }) { return [] }
        return ["tox", "nox", "pytest"].first(where: depends).map { [runs + $0] } ?? []
    }
}
