/// The commands that a README gives for getting, building, running and testing the project.
enum ReadmeCommands {
    static let limit = 8

    /// Shell lines from the code blocks, in the README's order, each once.
    static func commands(of readme: RepositoryTexts.TextFile) -> [String] {
        var found: [String] = []
        for command in ReadmeCode.blocks(of: readme).flatMap(commands) where !found.contains(command) {
            found.append(command)
            if found.count == limit { break }
        }
        return found
    }

    /// The same for a text in Markdown.
    static func commands(of text: String) -> [String] {
        commands(of: RepositoryTexts.TextFile(path: "README.md", text: text))
    }

    /// The lines of one block that start a tool of which it is known what it is; none where the block is in another language than a shell's.
    static func commands(in block: ReadmeCode) -> [String] {
        isShell(block.language, block.lines) ? joined(block.lines).compactMap(command) : []
    }

    private static let tools: Set<String> = [
        "swift", "make", "just", "npm", "npx", "yarn", "pnpm", "bun", "node", "deno", "pip", "pip3", "pipx", "python", "python3",
        "uv", "poetry", "pytest", "tox", "nox", "flask", "uvicorn", "gunicorn", "cargo", "go", "cmake", "ctest", "ninja",
        "meson", "mvn", "./mvnw", "gradle", "./gradlew", "bundle", "rake", "gem", "rails", "mix", "stack", "cabal", "dotnet",
        "msbuild", "xcodebuild", "composer", "php", "ant", "scons", "task", "pdm", "hatch", "conda", "conan", "vcpkg", "nuget", "mise",
        "docker", "docker-compose", "podman", "brew", "apt", "apt-get", "bazel", "zig", "dune", "opam", "sbt",
        "lein", "mkdocs", "hugo", "jekyll",
    ]

    private static func isShell(_ language: String, _ lines: [String]) -> Bool {
        let shells = [
            "sh", "bash", "zsh", "fish", "shell", "console", "shell-session", "terminal", "shellsession", "shellscript", "commandline",
            "powershell", "pwsh", "ps1", "bat", "cmd", "batch",
        ]
        if shells.contains(language) { return true }
        return ["", "text", "txt", "plain", "none"].contains(language) && lines.contains { command($0) != nil }
    }

    /// A line that ends in a backslash goes on in the next.
    private static func joined(_ lines: [String]) -> [String] {
        var result: [String] = []
        var open = ""
        for line in lines.prefix(200) {
            let trimmed = line.trimmingWhitespace()
            if trimmed.hasSuffix("\\"), open.count < 400 {
                open += trimmed.dropLast().trimmingWhitespace() + " "
            } else {
                result.append(open + trimmed)
                open = ""
            }
        }
        return open.isEmpty ? result : result + [open.trimmingWhitespace()]
    }

    /// The line without its prompt, if it starts a known tool. A download that is piped into a shell is not passed on.
    private static func command(_ line: String) -> String? {
        var text = Substring(line.trimmingWhitespace())
        for prompt in ["$ ", "> ", "% "] where text.hasPrefix(prompt) { text = text.dropFirst(2) }
        if let remark = text.firstRange(of: " #") { text = text[..<remark.lowerBound] }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let tool = words.first(where: { !$0.contains("=") && $0 != "sudo" }), text.count <= 120 else { return nil }
        let isLocal = tool.hasPrefix("./") && tool.count > 2
        guard tools.contains(String(tool)) || isLocal else { return nil }
        let shells = ["| sh", "| bash", "|sh", "|bash", "| sudo"]
        guard !shells.contains(where: text.contains),
            words.count > 1 || isLocal || ["make", "pytest", "tox", "nox", "just", "msbuild", "ctest", "ninja"].contains(tool)
        else { return nil }
        // What a program printed back ends in neither way; a sentence does.
        guard text.last != ".", text.last != ":" else { return nil }
        return text.trimmingWhitespace()
    }
}
