import Testing

@testable import JobKitDemo

@Suite("A README gives its code and the commands in it")
struct ReadmeCommandsTests {
    private func file(_ text: String, _ path: String = "README.md") -> RepositoryTexts.TextFile {
        RepositoryTexts.TextFile(path: path, text: text)
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
            ./configure # once
            ```
            """
        #expect(ReadmeCommands.commands(of: text) == ["make build", "FOO=1 swift test --parallel", "pip install tar", "./configure"])
    }

    @Test("Indented blocks and blocks in lists count")
    func indented() {
        let text =
            "# T\n\nRun it:\n\n    go run ./cmd/server\n\n1. Build:\n   ```\n   cargo install ripfind\n   ```\n\nThen:\n\n\tmsbuild /p:Release\n"
        #expect(ReadmeCommands.commands(of: text) == ["go run ./cmd/server", "cargo install ripfind", "msbuild /p:Release"])
    }

    @Test("No more commands are given than a reader tries")
    func commandLimit() {
        let lines = (0..<50).map { "make target\($0)" }.joined(separator: "\n")
        #expect(ReadmeCommands.commands(of: "```sh\n\(lines)\n```").count == 8)
    }

    @Test("A block is told with the headings above it, the words before it and its language")
    func blocks() {
        let text = """
            # Tar
            ## Install *it*
            On Debian:
            ```{.bash}
            apt install tar
            ```

                brew install tar
            ## Test
            ~~~Rust,ignore
            fn main() {}
            ~~~
            """
        #expect(
            ReadmeCode.blocks(of: file(text)) == [
                ReadmeCode(
                    headings: ["Tar", "Install it"], lead: "On Debian:", language: "bash", isIndented: false, lines: ["apt install tar"]),
                ReadmeCode(headings: ["Tar", "Install it"], lead: "", language: "", isIndented: true, lines: ["brew install tar"]),
                ReadmeCode(headings: ["Tar", "Test"], lead: "", language: "rust", isIndented: false, lines: ["fn main() {}"]),
            ])
    }

    @Test("reStructuredText's code is that of directives and what a double colon announces")
    func restructured() {
        let text = """
            Tar
            ===

            Install::

                pip install tar

            Test
            ----

            .. code-block:: console
               :linenos:

               $ pytest -q

            .. note::

               make nothing

            * An item::

                  tox run
            """
        let blocks = ReadmeCode.blocks(of: file(text, "README.rst"))
        #expect(blocks.map(\.headings) == [["Tar"], ["Tar", "Test"], ["Tar", "Test"]])
        #expect(blocks.map(\.lead) == ["Install:", "", "* An item:"])
        #expect(blocks.map(\.language) == ["", "console", ""])
        #expect(ReadmeCommands.commands(of: file(text, "README.rst")) == ["pip install tar", "pytest -q", "tox run"])
    }

    @Test("AsciiDoc's code is that of listings")
    func asciidoc() {
        let text = "= Tar\n\n== Build\n\n[source,sh]\n----\nmake all\n----\n\n====\nmake nothing\n====\n\n ./configure --now\n"
        let blocks = ReadmeCode.blocks(of: file(text, "README.adoc"))
        #expect(blocks.map(\.language) == ["sh", ""] && blocks.map(\.headings) == [["Tar", "Build"], ["Tar", "Build"]])
        #expect(ReadmeCommands.commands(of: file(text, "README.adoc")) == ["make all", "./configure --now"])
    }
}
