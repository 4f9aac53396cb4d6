/// The words of one heading or paragraph, in pieces of one kind each.
struct MarkdownProse: Sendable, Equatable {
    var runs: [MarkdownRun] = []

    init(runs: [MarkdownRun] = []) { self.runs = runs }

    /// What a reader sees, without images and tags, and with single spaces between words.
    var shown: [MarkdownRun] {
        var shown: [MarkdownRun] = []
        var endsInSpace = true
        for run in runs where !run.isImage && run.kind != .html {
            var run = run
            let words = run.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let leads = run.text.first?.isWhitespace == true && !endsInSpace
            let trails = run.text.last?.isWhitespace == true && !words.isEmpty
            run.text = (leads ? " " : "") + words + (trails ? " " : "")
            guard !run.text.isEmpty else { continue }
            endsInSpace = run.text.last == " "
            shown.append(run)
        }
        while let last = shown.last, last.text.last == " " {
            shown[shown.count - 1].text.removeLast()
            if shown[shown.count - 1].text.isEmpty { shown.removeLast() }
        }
        return shown
    }

    /// The same as one text.
    var plain: String { shown.map(\.text).joined() }

    /// The first of what is shown; where words are cut off, an ellipsis stands for them.
    /// - Parameter cut: what is left of `plain`, as `Sentences` cuts it.
    func keeping(_ cut: String) -> MarkdownProse {
        let plain = plain
        guard cut != plain else { return self }
        let isBroken = cut.last == "…" && !plain.hasPrefix(cut)
        var left = isBroken ? cut.count - 1 : cut.count
        var kept: [MarkdownRun] = []
        for var run in shown where left > 0 {
            run.text = String(run.text.prefix(left))
            left -= run.text.count
            kept.append(run)
        }
        return MarkdownProse(runs: isBroken ? kept + [MarkdownRun(kind: .text, text: "…")] : kept)
    }
}

struct MarkdownRun: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case text, code
        /// One tag or comment within a line.
        case html
    }

    var kind: Kind
    var text: String
    var isStrong = false
    var isEmphasized = false
    /// The words that stand for an image.
    var isImage = false
    /// The target of the link that it is part of.
    var link: String?
}

extension MarkdownProse {
    /// Puts runs together while a paragraph is walked over.
    struct Builder {
        private var runs: [MarkdownRun] = []
        var strong = 0
        var emphasis = 0
        var images = 0
        var link: String?

        mutating func add(_ kind: MarkdownRun.Kind, _ text: String) {
            // A break that is written as a tag.
            let isBreak = kind == .html && text.lowercased().hasPrefix("<br")
            var run = MarkdownRun(kind: isBreak ? .text : kind, text: "", isStrong: strong > 0, isEmphasized: emphasis > 0)
            run.isImage = images > 0
            run.link = link
            let words = isBreak ? " " : text
            if kind != .code, let last = runs.last, Self.isAlike(last, run) {
                runs[runs.count - 1].text += words
            } else {
                run.text = words
                runs.append(run)
            }
        }

        /// The words so far. Markdown may spell an escape character as `&#27;`, so that they are made safe only now.
        mutating func finish() -> MarkdownProse {
            defer { runs = [] }
            return MarkdownProse(
                runs: runs.map { run in
                    var run = run
                    run.text = TerminalSafety.cleaned(run.text)
                    return run
                })
        }

        private static func isAlike(_ left: MarkdownRun, _ right: MarkdownRun) -> Bool {
            left.kind == right.kind && left.isStrong == right.isStrong && left.isEmphasized == right.isEmphasized
                && left.isImage == right.isImage && left.link == right.link
        }
    }
}
