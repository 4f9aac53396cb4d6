@testable import JobKitDemo

extension Fixture {
    static func documentation() -> Fixture {
        var it = Fixture("handbook")
        it.texts["README.md"] = """
            ---
            title: Handbook
            ---
            # The team handbook

            This is where we write down how we work: how decisions are made, who is on call, and what to do when something burns.
            """
        it.texts["guides/on-call.md"] = "# On call\n\nYou carry the phone."
        it.texts["guides/incidents.md"] = "Incidents\n=========\n\nStay calm."
        it.texts["decisions/0001-language.md"] = "# 1. We write `English` # \n"
        it.add("README.md", "Markdown", 58, .documentation, 0.9, "README")
        it.add("LICENSE", "Text", 21, .documentation, 0.1, "licence or credits")
        it.add("guides/on-call.md", "Markdown", 204, .documentation, 0.3, "documentation")
        it.add("guides/incidents.md", "Markdown", 167, .documentation, 0.3, "documentation")
        it.add("guides/leave.md", "Markdown", 40, .documentation, 0.29, "documentation")
        it.add("decisions/0001-language.md", "Markdown", 33, .documentation, 0.25, "documentation")
        it.add("images/map.svg", "SVG", 90, .asset, 0.06, "image")
        it.observation.notes = ["1 submodule was not read: archive/_old_."]
        return it
    }

    static func oneFile() -> Fixture {
        var it = Fixture("hello")
        it.add("hello.py", "Python", 1, .source, 0.7, "entry point")
        it.function("greet()", "hello.py", 1)
        it.graph.functionCount = 1
        return it
    }

    static func unparsed() -> Fixture {
        var it = Fixture("quill")
        it.texts["README"] = "quill formats plain text letters for printing on old line printers.\n"
        it.add("README", "Text", 12, .documentation, 0.9, "README")
        it.add("src/Main.hs", "Haskell", 120, .source, 0.8, "entry point")
        it.add("src/Layout/Page.hs", "Haskell", 310, .source, 0.6)
        it.add("src/Layout/Line.hs", "Haskell", 95, .source, 0.55)
        it.add("test/Spec.hs", "Haskell", 80, .test, 0.2, "test")
        return it
    }
}
