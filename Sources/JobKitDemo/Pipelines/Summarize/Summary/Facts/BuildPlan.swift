/// How one part of the repository is built and tested: by the tool whose own files are there, with what those files define.
struct BuildPlan: Sendable, Equatable {
    /// As a reader knows it: `Swift Package Manager`, `pnpm`.
    var tool: String
    /// The files that say so.
    var paths: [String]
    /// Where the commands are typed; empty at the root.
    var folder: String
    var commands: [String]
    /// What else there is to say of the commands, as a sentence.
    var note: String?
    /// Languages that this part is written in.
    var languages: Set<String>
    /// Scripts that the manifest defines, as they are typed.
    var scripts: [String] = []
    /// First words of command lines that belong to this tool.
    var programs: Set<String>

    /// Those at the root first. Members of a workspace are built with it, and what is an example or a test is left out.
    static func plans(_ manifests: Manifests, _ files: [SourceFile]) -> [BuildPlan] {
        let paths = Set(files.map(\.path))
        let aside = Set(
            files.filter { $0.role == .example || $0.role == .test || $0.role == .vendored || $0.role == .generated }.map(\.path))
        var plans: [BuildPlan] = []
        // In one folder, what names the package before other ways to build it.
        let ordered = manifests.all.enumerated().sorted { first, second in
            if first.element.folder != second.element.folder { return first.offset < second.offset }
            return (ManifestFacts.rank(first.element), first.offset) < (ManifestFacts.rank(second.element), second.offset)
        }
        for manifest in ordered.map(\.element)
        where !aside.contains(manifest.path) && !manifests.isMember(manifest) && !manifest.isBeside(manifests.all) {
            let place = BuildPlace(manifest, manifests, files, paths)
            guard let plan = place.plan, !plans.contains(where: { $0.folder == plan.folder && $0.tool == plan.tool }) else { continue }
            plans.append(plan)
        }
        // A Makefile that is all there is.
        if plans.isEmpty, let make = manifests.all.first(where: { $0.kind == .make && $0.isAtRoot }) {
            let targets = ["test", "check"].first(where: make.scripts.contains).map { ["make \($0)"] } ?? []
            plans.append(
                BuildPlan(tool: "Make", paths: [make.path], folder: "", commands: ["make"] + targets, languages: [], programs: ["make"]))
        }
        return plans
    }
}

extension PageFacts {
    var builds: [BuildPlan] { BuildPlan.plans(manifest.manifests, observation.files) }
}

/// One manifest and the files around it, from which its plan follows.
struct BuildPlace: Sendable {
    let manifest: Manifest
    let manifests: Manifests
    let group: PackageGroup?
    /// Observed files below the manifest's folder, without it in front.
    let files: [SourceFile]
    private let paths: Set<String>

    init(_ manifest: Manifest, _ manifests: Manifests, _ files: [SourceFile], _ paths: Set<String>) {
        self.manifest = manifest
        self.manifests = manifests
        self.paths = paths
        group = manifests.groups.first {
            $0.root.folder == manifest.folder && Manifests.ecosystem($0.root.kind) == Manifests.ecosystem(manifest.kind)
        }
        let folder = manifest.folder
        self.files = folder.isEmpty ? files : files.filter { $0.path.hasPrefix(folder + "/") }
    }

    /// Whether a file lies in the manifest's folder.
    func has(_ name: String) -> Bool { paths.contains(path(name)) }

    func path(_ name: String) -> String { manifest.folder.isEmpty ? name : "\(manifest.folder)/\(name)" }

    /// A path without the manifest's folder in front.
    func relative(_ path: String) -> String { manifest.folder.isEmpty ? path : String(path.dropFirst(manifest.folder.count + 1)) }

    /// Those of the languages that something is written in.
    func written(_ languages: Set<String>) -> Set<String> { languages.intersection(files.map(\.language)) }

    var hasTests: Bool { files.contains { $0.role == .test } }

    func made(
        _ tool: String, _ commands: [String], _ languages: Set<String>, programs: Set<String>, beside more: [String] = [],
        note: String? = nil
    ) -> BuildPlan? {
        let safe = commands.filter(Self.isSafe)
        guard !safe.isEmpty else { return nil }
        return BuildPlan(
            tool: tool, paths: [manifest.path] + more.filter(has).map(path), folder: manifest.folder, commands: safe, note: note,
            languages: languages, programs: programs)
    }

    /// A name out of a manifest becomes a part of a command that a reader may copy: no mark of a shell and no line break is passed on.
    static func isSafe(_ command: String) -> Bool {
        command.count <= 200 && command.allSatisfy { $0.isLetter || $0.isNumber || " -_./@:+=".contains($0) }
    }

    var plan: BuildPlan? {
        switch manifest.kind {
        case .swift: swift
        case .node: node
        case .python, .requirements, .pipfile: python
        case .cargo: cargo
        case .goModule, .goWorkspace: go
        case .maven: maven
        case .gradle, .gradleSettings: gradle
        case .cmake: cmake
        case .composer: composer
        case .mix: mix
        case .pub: pub
        case .nodeWorkspace, .make, .just: nil
        }
    }
}
