/// Where a program begins: by a file's name, or by a line that its language starts programs with.
///
/// The look is at lines, not at syntax, but such a line in a comment or in a string counts for nothing.
enum EntryPoint {
    /// Why the file is one, in a reader's words; nil when it is none.
    static func reason(path: PathParts, language: String, start: [UInt8]) -> String? {
        let lines = CodeLines(language: language)
        if language == "Go" {
            // A package of another name has no main that starts anything.
            guard lines.contains("package main", in: start), lines.contains("func main(", in: start) else { return nil }
            return path.lowerDirectories.contains("cmd") ? "entry point of a command" : "entry point"
        }
        if names[language, default: []].contains(path.lowerName) { return "entry point" }
        if ["bin", "exe"].contains(path.lowerDirectories.last), LanguageTable.shebang(start) != nil { return "script to run" }
        if language == "Rust", path.lowerDirectories.suffix(2) == ["src", "bin"] { return "entry point" }
        if signs[language, default: []].contains(where: { lines.contains($0, in: start) }) { return "entry point" }
        return usualNames[language, default: []].contains(path.lowerName) && path.directories.count < 3 ? "named like an entry point" : nil
    }

    /// Names that make a file one.
    private static let names: [String: Set<String>] = [
        "Swift": ["main.swift"], "Python": ["__main__.py"], "Rust": ["main.rs"], "PHP": ["index.php"], "Ruby": ["config.ru"],
        "C#": ["program.cs"], "F#": ["program.fs"],
    ]

    /// Names that programs' first files often have.
    private static let usualNames: [String: Set<String>] = [
        "Python": ["manage.py", "app.py", "main.py", "wsgi.py", "asgi.py"],
        "Rust": ["lib.rs"],
        "JavaScript": ["index.js", "index.mjs", "index.cjs", "index.jsx", "main.js", "server.js", "app.js"],
        "TypeScript": ["index.ts", "index.tsx", "main.ts", "main.tsx", "server.ts", "app.ts", "mod.ts"],
        "C": ["main.c"], "C++": ["main.cpp", "main.cc", "main.cxx"], "Objective-C": ["main.m", "main.mm"],
        "Java": ["main.java"], "Kotlin": ["main.kt"], "Scala": ["main.scala"], "Dart": ["main.dart"], "Zig": ["main.zig"],
        "HTML": ["index.html"], "Haskell": ["main.hs"], "OCaml": ["main.ml"], "Terraform": ["main.tf"],
    ]

    private static let signs: [String: [String]] = [
        "Swift": ["@main"],
        "Python": ["if __name__ == \"__main__\"", "if __name__ == '__main__'"],
        "C": ["int main("], "C++": ["int main("], "Objective-C": ["int main("],
        "Java": ["public static void main("], "Kotlin": ["fun main("], "C#": ["static void Main(", "public static void Main("],
    ]
}
