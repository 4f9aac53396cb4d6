/// Where a program begins: by a file's name, or by a line that its language starts programs with.
///
/// The look is at text, not at syntax: such a line inside a string counts as well.
enum EntryPoint {
    /// Why the file is one, in a reader's words; nil when it is none.
    static func reason(path: PathParts, language: String, start: [UInt8]) -> String? {
        if names[language, default: []].contains(path.lowerName) { return "entry point: \(path.name)" }
        if language == "Go", path.lowerDirectories.contains("cmd"), ByteSearch.containsLine(start, beginning: "func main(") {
            return "entry point: command in cmd/"
        }
        if ["bin", "exe"].contains(path.lowerDirectories.last), LanguageTable.shebang(start) != nil {
            return "entry point: script in bin/"
        }
        if language == "Rust", path.lowerDirectories.suffix(2) == ["src", "bin"] { return "entry point: program in src/bin/" }
        for sign in signs[language, default: []] where ByteSearch.containsLine(start, beginning: sign) {
            return "entry point: contains `\(sign.trimmingSuffix(while: { $0 == "(" }))`"
        }
        return nil
    }

    private static let names: [String: Set<String>] = [
        "Swift": ["main.swift"],
        "Python": ["__main__.py", "manage.py", "app.py", "main.py", "wsgi.py", "asgi.py"],
        "Go": ["main.go"],
        "Rust": ["main.rs", "lib.rs"],
        "JavaScript": ["index.js", "index.mjs", "index.cjs", "index.jsx", "main.js", "server.js", "app.js"],
        "TypeScript": ["index.ts", "index.tsx", "main.ts", "main.tsx", "server.ts", "app.ts", "mod.ts"],
        "C": ["main.c"], "C++": ["main.cpp", "main.cc", "main.cxx"], "Objective-C": ["main.m", "main.mm"],
        "Java": ["main.java"], "Kotlin": ["main.kt"], "Scala": ["main.scala"], "C#": ["program.cs"], "F#": ["program.fs"],
        "Dart": ["main.dart"], "PHP": ["index.php"], "Ruby": ["config.ru"], "Zig": ["main.zig"], "HTML": ["index.html"],
        "Haskell": ["main.hs"], "OCaml": ["main.ml"], "Terraform": ["main.tf"],
    ]

    private static let signs: [String: [String]] = [
        "Swift": ["@main"],
        "Python": ["if __name__ == \"__main__\"", "if __name__ == '__main__'"],
        "Go": ["func main("],
        "Rust": ["fn main("],
        "C": ["int main("], "C++": ["int main("], "Objective-C": ["int main("],
        "Java": ["public static void main("], "Kotlin": ["fun main("], "C#": ["static void Main(", "public static void Main("],
    ]
}

extension String {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, predicate(last) { text = text.dropLast() }
        return String(text)
    }
}
