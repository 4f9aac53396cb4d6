import Testing

@testable import JobKitDemo

/// The pages as a reader gets them. A change of wording shows here as a whole page.
@Suite("The page reads as one that a colleague wrote")
struct ExtractivePageTests {
    @Test("A Swift package of four modules has this page")
    func library() throws {
        let expected = #"""
            # lantern

            Lantern is a small key-value store that keeps everything in one append-only file. It is meant for programs that need a few \#
            thousand records, crash safety and nothing to install.

            `lantern` is a Swift package that offers the library `LanternStore` and builds the command `lantern`. It holds 22 files with \#
            3,151 lines: Swift (2,693 lines in 17 files), Markdown (446 lines in 3 files) and Makefile (12 lines in 1 file). Two of the \#
            files belong to tests. This page describes commit `4f1c09ab37` of the branch `main`, made on 2026-03-12.

            ## How it is laid out

            - `Sources/LanternCore` (4 files, 273 lines) declares `Entry`, `Checksum`, `Offset` and `Key`.
            - `Sources/LanternLog` (3 files, 755 lines) declares `Segment`, `LogWriter` and `LogReader`.
            - `Sources/LanternStore` (4 files, 930 lines) declares `Store` and `StoreError`.
            - `Sources/lantern` (3 files, 164 lines) declares `Lantern`.
            - `docs` (2 files, 350 lines) holds documentation in Markdown.
            - `Tests/LanternLogTests` (1 file, 150 lines) holds tests in Swift.
            - `Tests/LanternStoreTests` (1 file, 380 lines) holds tests in Swift.

            `LanternCore` imports no other module of the repository. `LanternLog` builds on `LanternCore`. `LanternStore` builds on \#
            `LanternCore` and `LanternLog`. `lantern` builds on `LanternStore`.

            ## What is central

            The types at the centre of the code:

            - `Store` (actor, `Sources/LanternStore/Store.swift:14`): Reads and writes records by key. Used in nine other source files.
            - `Entry` (struct, `Sources/LanternCore/Entry.swift:9`): One record of the log: a key, a value and a checksum. Used in seven \#
            other source files.
            - `Segment` (actor, `Sources/LanternLog/Segment.swift:12`) has `append()` and `seal()`. Used in four other source files.
            - `LogWriter` (struct, `Sources/LanternLog/LogWriter.swift:15`): Appends entries and syncs them, e.g. after every batch. \#
            Used in three other source files.
            - `Checksum` (struct, `Sources/LanternCore/Checksum.swift:4`) has `of()`. Used in one other source file.

            The functions at its centre:

            - `LogWriter.append(_:)` (`Sources/LanternLog/LogWriter.swift:52`): Appends an entry and returns where it stands. \#
            `Compactor.run()`, `Store.remove(_:)` and `Store.set(_:for:)` call it.
            - `Segment.append(_:)` (`Sources/LanternLog/Segment.swift:40`) calls `Checksum.of(_:)`. `LogWriter.append(_:)` and \#
            `LogWriter.sync()` call it.
            - `Checksum.of(_:)` (`Sources/LanternCore/Checksum.swift:20`): `Segment.append(_:)` calls it.
            - `Store.set(_:for:)` (`Sources/LanternStore/Store.swift:61`): Stores a value under a key.

            The code that was read has 118 functions, not counting those inside others; 264 calls could be followed. Uses in tests, \#
            examples and benchmarks are not counted. `Compactor.run()` and `Compactor.merge(_:)` call each other.

            ## What it depends on

            `Package.swift` names the dependencies `swift-log` and `swift-argument-parser`. From outside the repository, its sources, \#
            without tests and examples, import `Logging` (6 files) and `ArgumentParser` (1).

            ## How to build, run and test it

            `README.md` gives `swift run lantern put greeting hello`.

            With Swift Package Manager (`Package.swift`):

            ```sh
            swift build
            swift test
            swift run lantern
            ```

            `Makefile` defines `make test` and `make format`. The program starts at `Sources/lantern/Lantern.swift:7`.

            ## Where to start reading

            1. `README.md`: what the project says about itself.
            2. `Package.swift`: the manifest.
            3. `Sources/LanternStore/Store.swift`: declares the actor `Store`, used in nine other source files.
            4. `Sources/LanternCore/Entry.swift`: declares the struct `Entry`, used in seven other source files.
            5. `Sources/LanternLog/Segment.swift`: declares the actor `Segment`, used in four other source files.
            6. `Tests/LanternStoreTests/StoreTests.swift`: a test that uses `Store`.

            ## What was not looked at

            Nothing was built or run; a call was followed only where the text tells whose function it means. 1 symbolic link was not \#
            followed: docs/latest. Macros were not expanded.

            """#
        let page = try Fixture.library().page()
        #expect(page == expected)
    }

    @Test("A Python server whose README says only how to install it has this page")
    func server() throws {
        let expected = #"""
            # harbor

            Books berths for ships & their cargo \<quickly>.

            `harbor` is a Python package that builds the command `harbor` and uses the web framework `fastapi`. It holds 14 files with \#
            998 lines: Python (878 lines in 10 files), SQL (44 lines in 1 file), reStructuredText (31 lines in 1 file) and two more \#
            languages. One of the files belongs to tests. This page describes commit `4f1c09ab37`, made on 2026-03-12.

            ## How it is laid out

            - `harbor.db` in `harbor/db` (3 files, 257 lines) declares `Berth` and `Ship`.
            - `harbor` (3 files, 129 lines) declares `Settings`.
            - `harbor.api` in `harbor/api` (3 files, 332 lines) defines `create_berth()` and `check_free()`.
            - `migrations` (1 file, 44 lines) holds sources in SQL.
            - `tests` (1 file, 160 lines) holds tests in Python.

            `harbor.db` imports no other module of the repository. `harbor` and `harbor.api` import each other. `harbor.api` builds on \#
            `harbor.db`.

            ## What is central

            The types at the centre of the code:

            - `Berth` (class, `harbor/db/models.py:18`): A place at the quay, with the `Ship` that lies there. Used in three other \#
            source files.
            - `Ship` (class, `harbor/db/models.py:71`) builds on `Base`. Used in one other source file.

            The functions at its centre:

            - `session()` (`harbor/db/session.py:21`): Yields a session and closes it after the request. `check_free()` and \#
            `create_berth()` call it.
            - `check_free()` (`harbor/api/berths.py:90`) calls `session()`. `create_berth()` calls it.

            The code that was read has 37 functions, not counting those inside others; 1 call could be followed. Uses in tests, examples \#
            and benchmarks are not counted.

            ## What it depends on

            `pyproject.toml` names the dependencies `fastapi`, `sqlalchemy` and `pydantic`. From outside the repository, its Python \#
            sources, without tests and examples, import `fastapi` (3 files) and `sqlalchemy` (2).

            ## How to build, run and test it

            With pip (`pyproject.toml`):

            ```sh
            pip install .
            ```

            The program starts at `harbor/main.py:60`.

            ## Where to start reading

            1. `README.rst`: what the project says about itself.
            2. `pyproject.toml`: the manifest.
            3. `harbor/main.py`: the program starts here, at line 60.
            4. `harbor/db/models.py`: declares the class `Berth`, used in three other source files.
            5. `harbor/db/session.py`: defines `session()`, which `check_free()` calls.

            ## What was not looked at

            Nothing was built or run; a call was followed only where the text tells whose function it means. Code in SQL was counted, \#
            but not read for declarations.

            """#
        let page = try Fixture.server().page()
        #expect(page == expected)
    }

    @Test("A repository of documents has this page")
    func documentation() throws {
        let expected = #"""
            # handbook

            This is where we write down how we work: how decisions are made, who is on call, and what to do when something burns.

            `handbook` is a documentation repository. It holds 7 files with 613 lines: Markdown (502 lines in 5 files) and SVG (90 lines \#
            in 1 file). This page describes commit `4f1c09ab37` of the branch `main`, made on 2026-03-12.

            ## How it is laid out

            - `guides` (3 files, 411 lines) holds documentation in Markdown, such as “On call” and “Incidents”.
            - `decisions` (1 file, 33 lines) holds documentation in Markdown, such as “1. We write `English`”.
            - `images` (1 file, 90 lines) holds assets.

            ## Where to start reading

            1. `README.md`: what the project says about itself.
            2. `guides/incidents.md`: “Incidents”, 167 lines.
            3. `guides/on-call.md`: “On call”, 204 lines.
            4. `guides/leave.md`: documentation, 40 lines.
            5. `decisions/0001-language.md`: “1. We write `English`”, 33 lines.

            ## What was not looked at

            Nothing was built or run; the page rests on the names, sizes and texts of the files. 1 submodule was not read: \#
            archive/\_old\_.

            """#
        let page = try Fixture.documentation().page()
        #expect(page == expected)
    }

    @Test("A repository in a language that is not parsed has this page")
    func unparsed() throws {
        let expected = #"""
            # quill

            quill formats plain text letters for printing on old line printers.

            `quill` is a Haskell repository. It holds 5 files with 617 lines: Haskell (605 lines in 4 files). One of the files belongs \#
            to tests. This page describes commit `4f1c09ab37` of the branch `main`, made on 2026-03-12.

            ## How it is laid out

            - `src` (3 files, 525 lines) holds sources in Haskell.
            - `test` (1 file, 80 lines) holds tests in Haskell.

            ## Where to start reading

            1. `README`: what the project says about itself.
            2. `src/Main.hs`: entry point, 120 lines.
            3. `src/Layout/Page.hs`: 310 lines.
            4. `src/Layout/Line.hs`: 95 lines.

            ## What was not looked at

            Nothing was built or run; the page rests on the names, sizes and texts of the files. Code in Haskell was counted, but not \#
            read for declarations.

            """#
        let page = try Fixture.unparsed().page()
        #expect(page == expected)
    }

    @Test("A repository of one file has this page")
    func oneFile() throws {
        let expected = #"""
            # hello

            There is no README to say what the project is for.

            `hello` is a Python repository. Its only file is `hello.py`, with 1 line. The code defines `greet()`. This page describes \#
            commit `4f1c09ab37` of the branch `main`, made on 2026-03-12.

            ## What it depends on

            Its sources import nothing from outside the repository but what comes with their language.

            ## What was not looked at

            Nothing was built or run; a call was followed only where the text tells whose function it means.

            """#
        let page = try Fixture.oneFile().page()
        #expect(page == expected)
    }
}
