extension BuildPlace {
    /// Traits that are off by default leave parts out, in which a product may be.
    var swift: BuildPlan? {
        let traits = manifest.traits
        let flag = traits.isEmpty ? "" : " --enable-all-traits"
        let declared = manifest.products.filter { $0.kind == .executable }.map(\.name)
        let isProgram = declared.isEmpty && !manifest.products.contains { $0.kind == .library }
        let programs = isProgram ? manifest.targets.filter { $0.kind == .executable }.map(\.name) : declared
        var commands = ["swift build" + flag]
        if manifest.definesTests { commands.append("swift test" + flag) }
        if programs.count <= 3 { commands += programs.map { "swift run\(flag) \($0)" } }
        return made("Swift Package Manager", commands, targetLanguages.union(["Swift"]), programs: ["swift"], note: Self.note(traits))
    }

    /// A Swift package may have targets in C.
    private var targetLanguages: Set<String> {
        let folders = manifest.targets.flatMap(\.folders).compactMap(manifest.resolved)
        let written = files.filter { file in folders.contains { $0.isEmpty || file.path.hasPrefix($0 + "/") } }.map(\.language)
        return Set(written).intersection(["C", "C++", "Objective-C", "Swift"])
    }

    private static func note(_ traits: [String]) -> String? {
        let named = Wording.list(traits.map(MarkdownText.code), atMost: 4, rest: "trait")
        switch traits.count {
        case 0: return nil
        case 1: return "The trait \(named) is off by default; the flag switches it on."
        default: return "The traits \(named) are off by default; the flag switches them on."
        }
    }

    var node: BuildPlan? {
        let manager = NodeManager.of(manifest, has: has)
        let scripts = manifest.scripts
        guard group != nil || !scripts.isEmpty || !manifest.dependencies.isEmpty else { return nil }
        var commands = ["\(manager) install"]
        for script in ["build", "test", "start", "dev"] where scripts.contains(script) {
            if script == "dev", scripts.contains("start") { continue }
            commands.append(NodeManager.command(manager, script))
        }
        let languages = written(["JavaScript", "TypeScript", "Vue", "Svelte", "Astro"])
        var plan = made(
            manager, commands, languages.isEmpty ? ["JavaScript"] : languages, programs: [manager],
            beside: NodeManager.signs.filter { $0.manager == manager }.map(\.file))
        plan?.scripts = ManifestFacts.usualFirst(scripts).map { NodeManager.command(manager, $0) }.filter(Self.isSafe)
        return plan
    }

    var cargo: BuildPlan? {
        // Where the root is a crate and a workspace, cargo builds the crate alone unless it is told.
        let whole = group != nil && manifest.isPackage ? " --workspace" : ""
        var commands = ["cargo build" + whole, "cargo test" + whole]
        if manifest.isPackage, has("src/main.rs") { commands.append("cargo run") }
        return made("Cargo", commands, ["Rust"], programs: ["cargo"])
    }

    /// In a workspace without a module at its root, `./...` matches nothing there.
    var go: BuildPlan? {
        let hasGoTests = files.contains { $0.path.hasSuffix("_test.go") }
        let isPlain = manifest.kind == .goModule || (group?.members.contains { $0.folder == manifest.folder } ?? true)
        let members = group?.members.map { "./\(relative($0.folder))/..." } ?? []
        guard isPlain || members.count <= 6 else { return nil }
        let packages = isPlain ? "./..." : members.joined(separator: " ")
        var commands = ["go build " + packages]
        if hasGoTests { commands.append("go test " + packages) }
        let programs = files.map { relative($0.path) }.filter { $0 == "main.go" || ($0.hasPrefix("cmd/") && $0.hasSuffix("/main.go")) }
        if manifest.kind == .goModule, programs.count <= 2 {
            commands += programs.map { $0 == "main.go" ? "go run ." : "go run ./" + $0.dropLast("/main.go".count) }
        }
        return made("Go", commands, ["Go"], programs: ["go"])
    }

    var maven: BuildPlan? {
        let tool = has("mvnw") ? "./mvnw" : "mvn"
        return made(
            "Maven", ["\(tool) package"] + (hasTests ? ["\(tool) test"] : []), written(["Java", "Kotlin", "Groovy", "Scala"]),
            programs: ["mvn", "./mvnw"])
    }

    var gradle: BuildPlan? {
        let tool = has("gradlew") ? "./gradlew" : "gradle"
        return made(
            "Gradle", ["\(tool) build"] + (hasTests ? ["\(tool) test"] : []), written(["Java", "Kotlin", "Groovy", "Scala"]),
            programs: ["gradle", "./gradlew"])
    }

    var cmake: BuildPlan? {
        guard manifest.isPackage, manifest.isAtRoot else { return nil }
        // CMake builds Swift with Ninja alone, of the generators that are everywhere.
        var commands = [manifest.languages.contains("Swift") ? "cmake -G Ninja -B build" : "cmake -B build", "cmake --build build"]
        if manifest.definesTests { commands.append("ctest --test-dir build") }
        return made("CMake", commands, written(["C", "C++", "Objective-C", "Swift", "Fortran", "CUDA"]), programs: ["cmake", "ctest"])
    }

    var composer: BuildPlan? {
        made(
            "Composer", ["composer install"] + (manifest.scripts.contains("test") ? ["composer test"] : []), ["PHP"], programs: ["composer"]
        )
    }

    var mix: BuildPlan? {
        made("Mix", ["mix deps.get", "mix compile"] + (hasTests ? ["mix test"] : []), ["Elixir"], programs: ["mix"])
    }

    var pub: BuildPlan? {
        let tool = manifest.dependencies.contains { $0.name == "flutter" } ? "flutter" : "dart"
        return made(
            tool == "dart" ? "Dart" : "Flutter", ["\(tool) pub get"] + (hasTests ? ["\(tool) test"] : []), ["Dart"], programs: [tool])
    }
}
