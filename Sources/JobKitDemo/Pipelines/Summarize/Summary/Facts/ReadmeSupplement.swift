/// Which of a README's commands are worth repeating beside those that follow from the build's own files.
enum ReadmeSupplement {
    /// - Parameter makes: What the Makefile and its kind define, as it is typed.
    static func lines(_ commands: [String], _ plans: [BuildPlan], makes: Set<String>) -> [String] {
        let given = Set(plans.flatMap(\.commands))
        let programs = Set(plans.flatMap(\.programs))
        return ManifestFacts.unique(commands.map(withoutRemark)).filter { command in
            let words = command.split(separator: " ").map(String.init).drop { $0.contains("=") || $0 == "sudo" }
            guard let program = words.first, !given.contains(command), !isMaintenance(words), !words.contains(where: isPlaceholder) else {
                return false
            }
            // Without a build of its own the README is all there is to go by.
            if plans.isEmpty { return true }
            if makes.contains(words.prefix(2).joined(separator: " ")) { return true }
            guard programs.contains(program), words.count > 1 else { return false }
            return isNew(Array(words), given)
        }
    }

    /// `TARGET_NAME` and `<name>` are for the reader to fill in.
    private static func isPlaceholder(_ word: String) -> Bool {
        word.contains("<") || (word.contains("_") && word.allSatisfy { $0.isUppercase || $0 == "_" })
    }

    private static func withoutRemark(_ command: String) -> String {
        command.firstRange(of: " #").map { command[..<$0.lowerBound].trimmingWhitespace() } ?? command
    }

    /// A line that runs the program with arguments says more than the bare one; another way to build the same does not.
    private static func isNew(_ words: [String], _ given: Set<String>) -> Bool {
        switch words[1] {
        case "run", "start", "serve", "dev": true
        // What installs it from a registry says nothing of this checkout.
        case "install":
            words.count > 2 && words.dropFirst(2).allSatisfy { "-.".contains($0.prefix(1)) }
                && !given.contains { $0.hasPrefix(words[0] + " install") }
        case "build", "test": !given.contains { $0.hasPrefix(words.prefix(2).joined(separator: " ")) }
        default: false
        }
    }

    /// What those do who publish the project or its documentation.
    private static func isMaintenance(_ words: some Collection<String>) -> Bool {
        let marks = [
            "publish", "deploy", "login", "preview-documentation", "generate-documentation", "docs", "doc", "documentation", "upload",
            "gh-pages",
            "changelog", "release", "tag",
        ]
        var before = ""
        for word in words {
            // `-c release` is how it is built.
            let isSetting = before == "-c" || before == "--configuration"
            let parts = word.lowercased().split { !$0.isLetter && $0 != "-" }.map(String.init)
            if !isSetting, !word.hasPrefix("-"), parts.contains(where: marks.contains) { return true }
            before = word
        }
        return false
    }
}
