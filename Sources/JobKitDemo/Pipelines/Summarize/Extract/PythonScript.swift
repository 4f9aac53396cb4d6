/// The program that the interpreter is given: it reads sources as text and prints what they declare.
///
/// It takes the tree, the limits of time, memory and size as arguments, and NUL-separated paths on standard input. For each path it
/// prints one JSON line, in order and flushed, so that when the interpreter dies the file at fault is the first without a line. It must
/// never import, compile to code or execute anything from the tree, nor follow a link in it.
enum PythonScript {
    static let text = [reading, PythonAnalysis.text, answering].joined(separator: "\n\n\n")

    private static let reading = #"""
        import ast, errno, json, os, signal, stat, sys, warnings

        root, seconds, memory, limit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
        calls_limit, name_limit, text_limit = 256, 200, 1000

        # The default action of SIGALRM ends the process wherever it is, inside the parser too.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)
        try:
            import resource
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        except (ImportError, ValueError, OSError):
            pass
        warnings.simplefilter("ignore")

        FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


        class Refused(Exception):
            pass


        def read(path):
            parts = path.split(b"/")
            if any(part in (b"", b".", b"..") for part in parts):
                raise Refused("link")
            directory = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
            try:
                for part in parts[:-1]:
                    inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=directory)
                    os.close(directory)
                    directory = inner
                file = os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=directory)
            finally:
                os.close(directory)
            with os.fdopen(file, "rb") as stream:
                if not stat.S_ISREG(os.fstat(file).st_mode):
                    raise Refused("link")
                content = stream.read(limit + 1)
            if len(content) > limit:
                raise Refused("large")
            return content


        def clean(text, size=text_limit):
            # Half a surrogate pair is a Python string, but not UTF-8.
            return text[:size].encode("utf-8", "replace").decode("utf-8")


        def dotted(node):
            parts = []
            while isinstance(node, ast.Attribute) and len(parts) < 8:
                parts.append(node.attr)
                node = node.value
            if not isinstance(node, ast.Name):
                return None
            parts.append(node.id)
            return parts[::-1]


        def capitalised(name):
            return name.lstrip("_")[:1].isupper()


        def callee(function, container):
            if isinstance(function, ast.Name):
                name = function.id
                if name in ("super", "cls"):
                    return container + ".init" if name == "cls" and container else None
                return name + ".init" if capitalised(name) else name
            if not isinstance(function, ast.Attribute):
                return None
            name, parts = function.attr, dotted(function.value)
            if parts == ["cls"] and container:
                return container + "." + name
            # `module.Type.name`: the leading modules say nothing about the type.
            while parts and not capitalised(parts[0]):
                parts = parts[1:]
            receiver = ".".join(parts) if parts and all(map(capitalised, parts)) else None
            if capitalised(name):
                return (receiver + "." if receiver else "") + name + ".init"
            return receiver + "." + name if receiver else name


        def calls(nodes, container):
            names, queue = {}, list(nodes)[::-1]
            while queue and len(names) < calls_limit:
                node = queue.pop()
                if isinstance(node, ast.Call):
                    name = callee(node.func, container)
                    if name:
                        names[clean(name, name_limit)] = None
                queue.extend(list(ast.iter_child_nodes(node))[::-1])
            return list(names)


        """#

    private static let answering = #"""
        def unparse(node):
            try:
                return clean(ast.unparse(node))
            except (RecursionError, MemoryError, AttributeError, ValueError):
                return None


        def signature(node):
            arguments = unparse(node.args)
            returns = unparse(node.returns) if node.returns else None
            word = "async def " if isinstance(node, ast.AsyncFunctionDef) else "def "
            return word + node.name + "(" + ("..." if arguments is None else arguments) + ")" + (" -> " + returns if returns else "")


        def is_main_guard(node):
            if not (isinstance(node, ast.If) and isinstance(node.test, ast.Compare)):
                return False
            sides = [node.test.left] + node.test.comparators
            names = [side.id for side in sides if isinstance(side, ast.Name)]
            values = [side.value for side in sides if isinstance(side, ast.Constant)]
            return names == ["__name__"] and values == ["__main__"]


        def public(name):
            return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


        def docstring(node):
            text = ast.get_docstring(node, clean=False)
            return clean(text.strip()) if text else None


        def facts(tree, is_main):
            types, functions, imports, guard = [], [], {}, None
            module = module_names(tree)
            queue = [(node, "", True) for node in tree.body[::-1]]
            while queue:
                node, container, is_public = queue.pop()
                name = getattr(node, "name", None)
                if isinstance(node, FUNCTIONS):
                    functions.append({
                        "name": clean(name, name_limit), "container": clean(container, name_limit), "signature": clean(signature(node)),
                        "line": node.lineno, "public": is_public and public(name), "documentation": docstring(node),
                        "calls": calls([node], container), "sites": Body(node, container, module).sites(), "stub": is_stub(node),
                    })
                elif isinstance(node, ast.ClassDef):
                    qualified = container + "." + name if container else name
                    visible = is_public and public(name)
                    bases = [base for base in map(unparse, node.bases[:32]) if base]
                    types.append({
                        "name": clean(qualified, name_limit), "line": node.lineno, "public": visible,
                        "inherits": [clean(base, name_limit) for base in bases], "documentation": docstring(node),
                        "properties": properties(node),
                    })
                    queue.extend((child, qualified, visible) for child in node.body[::-1])
                elif is_main_guard(node) and not container:
                    guard = {"line": node.lineno, "calls": calls(node.body, None), "sites": Body(node, None, module).sites()}
                    queue.extend((child, container, is_public) for child in node.body[::-1])
                else:
                    # Declarations below `if TYPE_CHECKING`, `try` and `with` belong to what is around them.
                    for field in ("finalbody", "orelse", "handlers", "body"):
                        inner = getattr(node, field, None)
                        if isinstance(inner, list):
                            queue.extend((child, container, is_public) for child in inner[::-1])
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    for alias in node.names:
                        imports.setdefault(clean(alias.name, name_limit), {})[clean(alias.asname or alias.name, name_limit)] = ""
                elif isinstance(node, ast.ImportFrom):
                    names = imports.setdefault(clean("." * node.level + (node.module or ""), name_limit), {})
                    for alias in node.names:
                        if alias.name != "*":
                            names[clean(alias.asname or alias.name, name_limit)] = clean(alias.name, name_limit)
            if is_main and guard is None:
                top = [node for node in tree.body if not isinstance(node, FUNCTIONS + (ast.ClassDef,))]
                whole = ast.If(test=ast.Constant(True), body=top, orelse=[])
                guard = {"line": 1, "calls": calls(top, None), "sites": Body(whole, None, module).sites()}
            return {
                "types": types, "functions": functions, "imports": [{"module": key, "names": names} for key, names in imports.items()],
                "entry": guard, "mentions": mentions(tree),
            }


        def answer(path):
            try:
                return facts(ast.parse(read(path)), path.split(b"/")[-1] == b"__main__.py")
            except Refused as refusal:
                return {"refusal": str(refusal)}
            except OSError as error:
                irregular = (errno.ELOOP, errno.ENOTDIR, errno.ENXIO, errno.EISDIR)
                return {"refusal": "link" if error.errno in irregular else "missing"}
            except (RecursionError, MemoryError):
                return {"refusal": "deep"}
            except (SyntaxError, ValueError, UnicodeError, LookupError):
                return {"refusal": "syntax"}


        for path in sys.stdin.buffer.read().split(b"\0"):
            if path:
                sys.stdout.write(json.dumps(answer(path), separators=(",", ":")) + "\n")
                sys.stdout.flush()
        """#
}
