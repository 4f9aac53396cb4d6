import Testing

@testable import JobKitDemo

@Suite("A README gives its first real paragraph and its commands")
struct ReadmeTests {
    private static let words = "This library reads and writes tar archives."

    @Test(
        "What stands before the first real paragraph is passed over",
        arguments: [
            "[![CI](a.svg)](b) [![cov](c.svg)](d)\n\n", "<div align=center>\n<h1>Tar, the archive reader</h1>\n</div>\n\n",
            "> A famous sentence that somebody said once.\n\n", "- [One of the parts](#a)\n- [Two of the parts](#b)\n\n",
            "1. first of all the things\n2. second of all the things\n\n", "```\nsome code that has many words\n```\n\n",
            "    indented code that has many words\n\n", "| a | b c d e f |\n| --- | --- |\n\n",
            "<!-- a comment\n\nwith many words in it -->\n\n",
            "[English](a.md) | [Deutsch](b.md) | [Français](c.md) | [Another language](d.md) | [One more](e.md)\n\n",
            "---\ntitle: Tar\nauthor: some body else\n---\n", "A title of many words for it\n============================\n\n",
            ".. image:: a.svg\n   :target: somewhere else on the net\n\n", "Short words.\n\n",
            "[ref]: https://x.example a title of many words\n\n",
            "***\n\n", "![A picture of a tape with many words](a.png)\n\n",
            "# Tar\n\n## Installation\n\nRun the installer and wait until it has ended.\n\n## About\n\n",
        ])
    func skips(prefix: String) {
        #expect(ReadmeOpening.paragraph(of: prefix + Self.words + "\n\nAnother paragraph that comes later on.") == Self.words)
    }

    @Test("The lines of a paragraph are joined")
    func joinsLines() {
        #expect(ReadmeOpening.paragraph(of: "# T\n\nThis one\r\ngoes on over\nthree lines.") == "This one goes on over three lines.")
    }

    @Test("A script without spaces is prose too")
    func ideographs() {
        #expect(ReadmeOpening.paragraph(of: "# T\n\n这是一个读写归档文件的程序库。") == "这是一个读写归档文件的程序库。")
    }

    @Test("A README that says only how to install gives nothing")
    func onlyPractical() {
        #expect(ReadmeOpening.paragraph(of: "# Tar\n\n## Installation\n\nRun the installer and wait until it ends.") == nil)
        #expect(ReadmeOpening.paragraph(of: "") == nil)
    }

    @Test("Commands are taken from shell blocks, without prompts and without what programs print")
    func commands() {
        let text = """
            ```console
            $ make build
            make: nothing to be done.
            $ FOO=1 swift test \\
                --parallel
            ```
            ```swift
            make notThis
            ```
            ```
            pip install tar
            ```
            ```sh
            curl https://x.example/i.sh | sh
            ./run.sh | bash
            rm -rf /
            make build
            ./configure
            ```
            """
        #expect(ReadmeCommands.commands(of: text) == ["make build", "FOO=1 swift test --parallel", "pip install tar", "./configure"])
    }

    @Test("No more commands are given than a reader tries")
    func commandLimit() {
        let lines = (0..<50).map { "make target\($0)" }.joined(separator: "\n")
        #expect(ReadmeCommands.commands(of: "```sh\n\(lines)\n```").count == 8)
    }

    @Test("The root's README comes before the ones in folders, and Markdown before other markup")
    func choosesReadme() {
        #expect(RepositoryTexts.readmePath(among: ["docs/README.md", "readme.txt", "README.md"]) == "README.md")
        #expect(RepositoryTexts.readmePath(among: ["docs/README.md", ".github/README.md"]) == ".github/README.md")
        #expect(RepositoryTexts.readmePath(among: ["src/README.md", "README.png", "README.md.bak"]) == nil)
    }
}
