import Foundation
import Testing

@testable import JobKitDemo

@Suite("Reading Python declarations")
struct PythonExtractionTests {
    private static let shop = """
        \"\"\"A shop.\"\"\"
        import os.path, sys
        from . import prices
        from .models import Item as Thing
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from tools import Hammer

        class Shop(Base, metaclass=Meta):
            \"\"\"Sells things. And more.\"\"\"

            class Till:
                def count(self): return sum(self._cents())
                def _cents(self): return []

            def __init__(self, name: str = "x", *args, **kw):
                super().__init__()
                self.till = Shop.Till()

            @property
            async def price(self) -> "Price":
                def local(): inner()
                return models.Item.find(cls(), local())

            @classmethod
            def make(cls): return cls(prices.lowest())

        def _hidden(): pass

        try:
            def fast(): pass
        except ImportError:
            def fast(): slow()

        def main():
            run(Shop.make())

        if __name__ == "__main__":
            main()
        """

    @Test("Types, functions, calls and imports are those of the file")
    func everything() async throws {
        let tree = try SourceTree(["shop/shop.py": Self.shop])
        let result = try await tree.extract("shop/shop.py")
        #expect(result.notes == [])
        #expect(result.types.map(\.name) == ["Shop", "Shop.Till"])
        #expect(result.types.map(\.inherits) == [["Base"], []])
        #expect(result.types.map(\.line) == [10, 13])
        #expect(result.types.map(\.documentation) == ["Sells things.", nil])
        #expect(result.imports.map(\.module) == ["os.path", "sys", ".", ".models", "typing", "tools"])
        let functions = Dictionary(grouping: result.functions, by: \.name)
        #expect(
            Set(functions.keys) == [
                "Shop.Till.count()", "Shop.Till._cents()", "Shop.__init__()", "Shop.price()", "Shop.make()", "_hidden()", "fast()",
                "main()",
                "shop.py",
            ])
        #expect(functions["fast()"]?.count == 2)
        let calls = functions.mapValues { Set($0.flatMap(\.calls)) }
        #expect(calls["Shop.Till.count()"] == ["sum", "_cents"])
        #expect(calls["Shop.__init__()"] == ["__init__", "Shop.Till.init"])
        #expect(calls["Shop.price()"] == ["inner", "Item.find", "Shop.init", "local"])
        #expect(calls["Shop.make()"] == ["Shop.init", "lowest"])
        #expect(calls["main()"] == ["run", "Shop.make"])
        #expect(calls["shop.py"] == ["main"])
        #expect(functions["shop.py"]?.first?.isEntryCode == true)
        let price = try #require(functions["Shop.price()"]?.first)
        #expect(price.signature == "async def price(self) -> 'Price'")
        #expect(price.isPublic)
        #expect(functions["_hidden()"]?.first?.isPublic == false)
        #expect(functions["Shop.__init__()"]?.first?.signature == "def __init__(self, name: str='x', *args, **kw)")
    }

    @Test("Broken files and Python 2 are counted, and the others are read")
    func broken() async throws {
        let tree = try SourceTree([
            "two.py": "print 'hello'\n", "broken.py": "def f(:\n", "good.py": "def f(): pass\n",
            "escape.py": "x = '\\d'\nif x is 'a': assert (x, 'always')\ndef g(): pass\n", "zero.py": "a = 1\0\n",
        ])
        let result = try await tree.extract("two.py", "broken.py", "good.py", "escape.py", "zero.py")
        #expect(result.functions.map(\.name) == ["f()", "g()"])
        #expect(
            result.notes == [
                "Not Python that this machine's interpreter can parse (Python 2, or broken): 3 files (broken.py, two.py, zero.py)."
            ])
    }

    @Test("Deep nesting costs a note, not the run")
    func deep() async throws {
        let parentheses = String(repeating: "(", count: 5000) + String(repeating: ")", count: 5000)
        let chain = "x = a" + String(repeating: ".b()", count: 50_000)
        let sum = "x = " + String(repeating: "-", count: 100_000) + "1"
        let tree = try SourceTree(["a.py": parentheses, "b.py": chain, "c.py": sum, "z.py": "def after(): pass\n"])
        let result = try await tree.extract("a.py", "b.py", "c.py", "z.py")
        #expect(result.functions.map(\.name) == ["after()"])
        #expect(result.notes.count >= 1)
    }

    @Test("Nothing of the repository is imported or executed")
    func inert() async throws {
        let tree = try SourceTree()
        let trap = "import os\nopen(r'\(tree.path("sprung"))', 'w').close()\n"
        for name in ["ast.py", "json.py", "sitecustomize.py", "usercustomize.py", "conftest.py", "a.py"] {
            try tree.write(Data(trap.utf8), to: name)
        }
        try tree.write(Data("nonsense\n".utf8), to: ".python-version")
        let result = try await tree.extract("ast.py", "json.py", "sitecustomize.py", "a.py")
        #expect(result.notes == [])
        #expect(result.imports.count == 4)
        #expect(!FileManager.default.fileExists(atPath: tree.path("sprung")))
        let left = try FileManager.default.contentsOfDirectory(atPath: tree.directory)
        #expect(!left.contains("__pycache__"))
    }

    @Test("Half a surrogate pair does not lose the file")
    func surrogate() async throws {
        let tree = try SourceTree(["a.py": "def f():\n    '''Odd \\ud800text.'''\n"])
        let result = try await tree.extract("a.py")
        #expect(result.functions.first?.documentation == "Odd ?text.")
    }

    @Test("Without an interpreter there is a note and no failure", arguments: ["no-such-python-here", "/no/such/python3"])
    func absent(_ command: String) async throws {
        let tree = try SourceTree(["a.py": "def f(): pass\n", "b.swift": "func g() {}"])
        let result = try await tree.extract("a.py", "b.swift", python: command)
        #expect(result.functions.map(\.name) == ["g()"])
        #expect(result.notes == ["There is no python3 on this machine, so Python was counted, not parsed: 1 file."])
    }

    /// What happens when the interpreter comes to b.py: a crash, a run without end, a hunger for memory.
    @Test(
        "An interpreter that dies, hangs or grows costs the file at which it did",
        arguments: ["os.kill(os.getpid(), 9)", "any(iter(int, 1))", "bytearray(1 << 30)"])
    func crash(_ fate: String) async throws {
        let tree = try SourceTree(["a.py": "def a(): pass\n", "b.py": "def b(): pass\n", "c.py": "def c(): pass\n"])
        var limits = ExtractionLimits()
        limits.pythonSeconds = 2
        limits.pythonMemory = 256 * 1024 * 1024
        let wrapper = try Self.wrapper(in: tree, at: "b.py", fate)
        let result = try await tree.extract("a.py", "b.py", "c.py", limits: limits, python: wrapper)
        #expect(result.functions.map(\.name) == ["a()", "c()"])
        #expect(result.notes == ["The Python interpreter ended early while it read: 1 file (b.py)."])
    }

    @Test("An interpreter that always dies is given up")
    func givenUp() async throws {
        let tree = try SourceTree(["x.py": ""])
        var limits = ExtractionLimits()
        limits.pythonCrashes = 2
        let files = (0..<5).map { SourceFile.fixture("f\($0).py") }
        let result = try await tree.extract(files, limits: limits, python: "/bin/false")
        #expect(result.functions.isEmpty)
        #expect(
            result.notes == [
                "The Python interpreter ended early while it read: 2 files (f0.py, f1.py).",
                "The Python interpreter ended early 2 times, so the rest of the Python files was not parsed: 3 files.",
            ])
    }

    @Test("An interpreter that prints without end is stopped")
    func flood() async throws {
        let tree = try SourceTree(["x.py": ""])
        let script = tree.path("flood")
        try tree.write(Data("#!/bin/sh\nexec yes '{\"functions\":[]}'\n".utf8), to: "flood")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        var limits = ExtractionLimits()
        limits.pythonOutput = 100_000
        let result = try await tree.extract("x.py", limits: limits, python: script)
        #expect(result.functions.isEmpty)
    }

    @Test("More files than one batch are all read, in order")
    func batches() async throws {
        let tree = try SourceTree(Dictionary(uniqueKeysWithValues: (10..<40).map { ("f\($0).py", "def f\($0)(): pass\n") }))
        var limits = ExtractionLimits()
        limits.pythonBatch = 7
        let result = try await tree.extract((10..<40).map { .fixture("f\($0).py") }, limits: limits)
        #expect(result.functions.map(\.baseName) == (10..<40).map { "f\($0)" })
    }

    /// The real interpreter, given a program to which something happens at one file.
    private static func wrapper(in tree: SourceTree, at name: String, _ fate: String) throws -> String {
        let text = """
            #!/bin/sh
            script=$(printf '%s' "$5" | sed 's|^    if path:|    if path == b"\(name)": \(fate)\\n    if path:|')
            shift 5
            exec python3 -I -S -B -c "$script" "$@"

            """
        try tree.write(Data(text.utf8), to: "wrapper")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tree.path("wrapper"))
        return tree.path("wrapper")
    }
}
