import Testing

@testable import JobKitDemo

@Suite("A README gives the words in which it says what the project is")
struct ReadmeTests {
    private static let words = "This library reads and writes tar archives."

    private func opening(_ text: String, _ path: String = "README.md") -> String? {
        ReadmeOpening.paragraph(of: RepositoryTexts.TextFile(path: path, text: text))?.plain
    }

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
            "[ref]: https://x.example 'a title of many words'\n\n", "***\n\n", "![A picture of a tape with many words](a.png)\n\n",
            "# Tar\n\n## Installation\n\nRun the installer and wait until it has ended.\n\n## About\n\n",
            "## Installation\n\nRun the installer and wait until it has ended.\n\n## About\n\n",
            "<h1>Tar</h1>\n\n## Usage\n\nRun the tool and wait until it has ended.\n\n## About\n\n",
            "> [!NOTE]\n> This is about something else than the project.\n\n", "> [!WARNING]\n> Not for you.\n\n",
            "**Note:** this is only the mirror of the real repository.\n\n", "⚠️ Warning: do not use this version in your work.\n\n",
            "Note that this is the mirror of another place.\n\n",
            "**Latest release**: February 15, 2026 • [version 7.10.0](a) • [CHANGELOG](b) • [Migrating From Tar 6 to Tar 7](c)\n\n",
            "Latest release: February 15, 2026, with many new things in it.\n\n",
            "Version 2.1.0 was released in March and brings much.\n\n",
            "v1.4.2 is the newest of them all.\n\n", "**Requirements**: iOS 13.0+ / macOS 10.15+ and some patience\n\n",
            "iOS 13 · macOS 10.15 · tvOS 13 · watchOS 7 and newer\n\n", "https://tar.example/a/long/address/of/the/documents and more\n\n",
            "## What's new\n\nThe reader is three times as fast as before.\n\n## About\n\n",
            "## Table of Contents\n\nHere is where all of the chapters stand.\n\n## About\n\n", "Work in progress.\n\n",
            "Happy hacking!\n\n",
        ])
    func skips(prefix: String) {
        #expect(opening(prefix + Self.words + "\n\nAnother paragraph that comes later on.") == Self.words)
    }

    @Test(
        "A line of few words is what a small README says",
        arguments: [
            "A tiny HTTP client.", "A small inventory service.", "Odd names.", "Deep dirs.", "Python 2 and broken files.",
            "Fast tar archives", "小型网络库。",
        ])
    func short(line: String) {
        #expect(opening("# Name\n\n\(line)\n") == line)
        #expect(opening("# Name\n\n[![CI](a.svg)](b)\n\n\(line)\n\n## Install\n\nRun the installer and wait until it ends.\n") == line)
        #expect(opening("# Name\n\n\(line)\n\n```sh\nmake install\n```\n\nRun this and wait until it has ended.") == line)
    }

    @Test("A line of few words is followed by the paragraph that goes on from it")
    func tagline() {
        #expect(opening("# Tar\n\nTiny and quick.\n\n\(Self.words)\n") == "Tiny and quick. \(Self.words)")
        #expect(opening("# Tar\n\n**The archive reader**\n\n\(Self.words)\n") == "The archive reader. \(Self.words)")
    }

    @Test("The name with which the sentence begins is no label")
    func boldName() {
        #expect(opening("# Tar\n\n**Tar**: a library that reads and writes archives.") == "Tar: a library that reads and writes archives.")
    }

    @Test("A README that opens with release notes and labels is read under the heading that asks what it is")
    func laterHeading() {
        let text = """
            <picture>
              <img alt="Logo of the thing" src="a.png">
            </picture>

            <p align="center"><strong>A toolkit for databases</strong></p>

            **Latest release**: February 15, 2026 • [version 7.10.0](a) • [CHANGELOG](b)

            **Contact**:

            - Release announcements and usage tips are elsewhere

            ## What is Tar?

            Use this library to keep archives. It comes with tools for these needs:

            - one
            """
        #expect(opening(text) == "Use this library to keep archives. It comes with tools for these needs:")
    }

    @Test("Words that a definition at the end makes a link are words")
    func references() {
        let text = "# Frame\n\nFrame is a lightweight [WSGI] framework, made for [small] things.\n\n[WSGI]: https://wsgi.example\n"
        #expect(opening(text) == "Frame is a lightweight WSGI framework, made for [small] things.")
    }

    @Test("The lines of a paragraph are joined")
    func joinsLines() {
        #expect(opening("# T\n\nThis one\r\ngoes on over\nthree lines.") == "This one goes on over three lines.")
    }

    @Test("A script without spaces is prose too")
    func ideographs() {
        #expect(opening("# T\n\n这是一个读写归档文件的程序库。") == "这是一个读写归档文件的程序库。")
    }

    @Test("A README that says only how to install gives nothing")
    func onlyPractical() {
        #expect(opening("# Tar\n\n## Installation\n\nRun the installer and wait until it ends.") == nil)
        #expect(opening("# Tar\n\n[![CI](a.svg)](b)\n") == nil)
        #expect(opening("# Tar\n\nTo use the library in a project of yours, add this line:\n") == nil)
        #expect(opening("README FOR THE TESTS OF TAR\n", "README.txt") == nil)
        #expect(opening("") == nil)
    }

    @Test("reStructuredText is read by its own marks", arguments: ["README.rst", "README.txt", "README"])
    func restructured(path: String) {
        let text = """
            ===
            Tar
            ===

            .. image:: a.svg
               :target: somewhere else on the net

            |badge| |another|

            Tar is the ``ustar`` reader of the :pep:`1` family, `see here <https://x.example>`_ and
            Flask_ users.

            .. |badge| image:: b.svg
            """
        #expect(opening(text, path) == "Tar is the ustar reader of the 1 family, see here and Flask users.")
    }

    @Test("AsciiDoc is read by its own marks")
    func asciidoc() {
        let text = """
            = Tar
            :toc:

            image:a.svg[Build of the thing, link=https://x.example]

            [NOTE]
            This is only a mirror of another place.

            Tar reads *all* archives, as https://x.example[the site] says with `ustar`.
            """
        #expect(opening(text, "README.adoc") == "Tar reads all archives, as the site says with ustar.")
    }

    @Test("The root's README comes before the ones in folders, and Markdown before other markup")
    func choosesReadme() {
        #expect(RepositoryTexts.readmePath(among: ["docs/README.md", "readme.txt", "README.md"]) == "README.md")
        #expect(RepositoryTexts.readmePath(among: ["docs/README.md", ".github/README.md"]) == ".github/README.md")
        #expect(RepositoryTexts.readmePath(among: ["src/README.md", "README.png", "README.md.bak"]) == nil)
    }
}
