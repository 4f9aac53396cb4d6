/// Judges whether a paragraph of a README says something about the project, in sentences.
struct ReadmeParagraph {
    private let words: MarkdownProse
    private let plain: String
    private let lowered: String

    init(_ words: MarkdownProse) {
        self.words = MarkdownProse(runs: Array(words.runs.prefix(400)))
        plain = String(self.words.plain.prefix(4_000))
        lowered = plain.lowercased()
    }

    /// Five words, or a dozen letters of a script that is written without spaces.
    var isProse: Bool { (count >= 5 || ideographs >= 12) && isAboutProject }

    /// Two to four words that end as a sentence does, or three and more that do not.
    var isTagline: Bool {
        let isSentence = plain.last.map { ".!。！".contains($0) } == true
        let enough = isSentence ? count >= 2 || ideographs >= 4 : count >= 3
        let says = Self.greetings.contains { lowered.hasPrefix($0) }
        let isState = count <= 3 && lowered.split { !$0.isLetter }.contains { Self.states.contains(String($0)) }
        return enough && !says && !isState && isAboutProject
    }

    private var isAboutProject: Bool {
        !isMostlyLinks && !isRow && !isLabel && !isNews && !isLead && plain.contains(where: \.isLetter) && !isShouted
    }

    /// One sentence that only leads over to what follows it.
    private var isLead: Bool { [":", "："].contains(plain.last) && Sentences.droppingLead(plain) == plain }

    /// A title of a plain text file.
    private var isShouted: Bool { plain.contains(where: \.isUppercase) && !plain.contains(where: \.isLowercase) }

    private var count: Int { plain.split(whereSeparator: \.isWhitespace).count { $0.contains(where: \.isLetter) } }

    private var ideographs: Int {
        plain.unicodeScalars.count { $0.properties.isIdeographic || (0x3040...0x30FF).contains($0.value) }
    }

    /// A row of links, such as to translations or to chapters: take the linked words out and nothing is left to read.
    private var isMostlyLinks: Bool {
        let shown = words.shown
        func letters(_ runs: [MarkdownRun]) -> Int { runs.reduce(0) { $0 + $1.text.count { $0.isLetter } } }
        let outside = shown.filter { $0.link == nil }
        let bare = outside.reduce(0) { sum, run in
            sum + run.text.split(whereSeparator: \.isWhitespace).filter { $0.contains("://") }.reduce(0) { $0 + $1.count { $0.isLetter } }
        }
        return (letters(outside) - bare) * 3 < letters(shown)
    }

    /// Entries side by side: “version 7.10 • changelog • migrating”.
    private var isRow: Bool {
        let marks = [" • ", " | ", " · ", " ∙ ", " ⋅ ", " ◆ ", " ❖ ", " ✦ "]
        return marks.contains { mark in plain.split(separator: mark).count > 2 }
    }

    /// “Latest release: …”, “Note: …”: a label of one to three words, and what belongs to it.
    private var isLabel: Bool {
        let head = lowered.drop { !$0.isLetter && !$0.isNumber }.prefix(40)
        guard let colon = head.firstIndex(of: ":") else { return Self.alerts.contains { head.hasPrefix($0) } }
        let label = head[..<colon].trimmingWhitespace()
        guard label.split(separator: " ").count <= 3 else { return false }
        return Self.labels.contains { label == $0 || label.hasSuffix(" " + $0) || label.hasPrefix($0 + " ") }
    }

    /// What became of the project lately, or what a version holds.
    private var isNews: Bool {
        let head = lowered.drop { !$0.isLetter && !$0.isNumber }
        if Self.news.contains(where: { head.hasPrefix($0) }) { return true }
        var word = head.prefix { !$0.isWhitespace }
        // “Version 2.0 is out”.
        if ["version", "release"].contains(word) { word = head.dropFirst(word.count + 1).prefix { !$0.isWhitespace } }
        let number = word.first == "v" ? word.dropFirst() : word
        return number.first?.isNumber == true && number.contains(".")
            && number.allSatisfy { $0.isNumber || $0.isLetter || ".-+,:".contains($0) }
    }

    private static let labels: Set<String> = [
        "release", "releases", "version", "versions", "requirements", "requires", "contact", "documentation", "docs", "status", "license",
        "licence", "author", "authors", "homepage", "website", "links", "note", "notes", "warning", "tip", "important", "caution", "update",
        "updated", "news", "download", "downloads", "changelog", "maintainer", "maintainers", "attention", "disclaimer", "language",
        "languages",
        "translations", "read this in", "supported", "platforms", "compatibility", "copyright", "demo", "source", "repository", "support",
        "contents", "table of contents", "see", "see also", "todo", "build", "ci", "coverage", "tags", "topics", "deprecated",
        "announcement",
    ]
    private static let alerts = ["[!", "attention!", "warning!", "important!", "note that", "please note", "deprecat"]
    private static let news = [
        "latest release", "latest version", "new in ", "what's new", "what’s new", "released ", "changes in ",
        "this repository has moved", "this repo has moved", "this project has moved", "we have moved", "table of contents", "click here",
        "copyright",
        "read this in", "other languages", "translations", "star this", "sponsored by", "if you like",
    ]
    /// What a short line may say of the state of the work, and not of the work.
    private static let states: Set<String> = [
        "wip", "progress", "soon", "construction", "experimental", "deprecated", "archived", "unmaintained", "maintained", "unstable",
        "alpha",
        "beta", "tbd", "moved", "rights", "badges",
    ]
    private static let greetings = [
        "enjoy", "have fun", "happy ", "thank", "welcome", "hello", "stay tuned", "click", "see ", "read ", "todo", "work in progress",
        "coming ",
        "under construction", "all rights", "help wanted", "contributions", "please ",
    ]
}
