/// Which package manager a Node project uses: what its manifest names, else what its lock file is.
enum NodeManager {
    /// Files that only one of them writes or reads.
    static let signs: [(file: String, manager: String)] = [
        ("pnpm-lock.yaml", "pnpm"), ("pnpm-workspace.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lock", "bun"), ("bun.lockb", "bun"),
        ("package-lock.json", "npm"), ("npm-shrinkwrap.json", "npm"),
    ]

    /// npm comes with Node, so it is what is left.
    static func of(_ manifest: Manifest, has: (String) -> Bool) -> String {
        if let named = manifest.packageManager, ["npm", "pnpm", "yarn", "bun"].contains(named) { return named }
        return signs.first { has($0.file) }?.manager ?? "npm"
    }

    static func command(_ manager: String, _ script: String) -> String {
        // `bun test` is bun's own test runner, not the script.
        let isShort =
            (script == "test" && manager != "bun") || (script == "start" && (manager == "npm" || manager == "pnpm" || manager == "yarn"))
        return isShort ? "\(manager) \(script)" : "\(manager) run \(script)"
    }
}
