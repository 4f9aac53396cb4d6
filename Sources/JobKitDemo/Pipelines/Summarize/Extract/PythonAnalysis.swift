/// The part of the program for Python that tells whom a call means, as far as names and annotations do.
///
/// A name that is bound more than once, or by anything but one function, class or import, means nothing that could be told.
enum PythonAnalysis {
    static let text = #"""
        def written(node):
            """The class that an annotation names."""
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
                try:
                    node = ast.parse(node.value, mode="eval").body
                except (SyntaxError, ValueError, RecursionError, MemoryError):
                    return None
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
                sides = [side for side in (node.left, node.right) if not (isinstance(side, ast.Constant) and side.value is None)]
                node = sides[0] if len(sides) == 1 else node
            if isinstance(node, ast.Subscript) and (dotted(node.value) or [""])[-1] == "Optional":
                node = node.slice
            parts = dotted(node)
            return clean(".".join(parts), name_limit) if parts and capitalised(parts[-1]) else None


        def made(node):
            """The class of a new object: `A` of `A(...)`."""
            if isinstance(node, ast.Await):
                node = node.value
            if not isinstance(node, ast.Call):
                return None
            parts = dotted(node.func)
            return clean(".".join(parts), name_limit) if parts and capitalised(parts[-1]) else None


        def bound(root, into):
            """All that gives a name within a node, with the class that the name then has, or None."""
            for node in ast.walk(root):
                if isinstance(node, ast.arg):
                    into.setdefault(node.arg, set()).add(written(node.annotation) if node.annotation else None)
                elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                    into.setdefault(node.targets[0].id, set()).add(made(node.value))
                    node.targets[0].told = True
                elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                    into.setdefault(node.target.id, set()).add(written(node.annotation))
                    node.target.told = True
                elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) and not hasattr(node, "told"):
                    into.setdefault(node.id, set()).add(None)
                elif isinstance(node, FUNCTIONS + (ast.ClassDef,)) and node is not root:
                    into.setdefault(node.name, set()).add(None)
                elif isinstance(node, (ast.ExceptHandler, getattr(ast, "MatchAs", ast.ExceptHandler))) and getattr(node, "name", None):
                    into.setdefault(node.name, set()).add(None)
                elif isinstance(node, (ast.Global, ast.Nonlocal)):
                    for name in node.names:
                        into.setdefault(name, set()).add(None)
            return into


        def is_stub(node):
            return any((dotted(decorator) or [""])[-1] == "overload" for decorator in node.decorator_list)


        def module_names(tree):
            """How often each name is given outside functions and classes; only a name that is given once is certain."""
            counts, queue = {}, list(tree.body)

            def add(name, assigned=False):
                counts[name] = counts.get(name, 0) + (2 if assigned else 1)

            while queue:
                node = queue.pop()
                if isinstance(node, FUNCTIONS + (ast.ClassDef,)):
                    if isinstance(node, ast.ClassDef) or not is_stub(node):
                        add(node.name)
                    continue
                if isinstance(node, ast.Import):
                    for name in {alias.asname or alias.name.split(".")[0] for alias in node.names}:
                        add(name) if name not in counts else None
                elif isinstance(node, ast.ImportFrom):
                    for alias in node.names:
                        add(alias.asname or alias.name)
                elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                    add(node.id, True)
                queue.extend(ast.iter_child_nodes(node))
            return counts


        def properties(node):
            """Attributes of a class that are no methods, with their class where it is told, else an empty text."""
            found = {}

            def add(name, value):
                found.setdefault(name, set()).add(value)

            for child in node.body:
                if isinstance(child, ast.AnnAssign) and isinstance(child.target, ast.Name):
                    add(child.target.id, written(child.annotation))
                elif isinstance(child, ast.Assign):
                    for target in child.targets:
                        if isinstance(target, ast.Name):
                            add(target.id, made(child.value))
                elif isinstance(child, FUNCTIONS):
                    if any((dotted(item) or [""])[-1] in ("property", "cached_property", "setter") for item in child.decorator_list):
                        add(child.name, written(child.returns) if child.returns else None)
                    own = child.args.args[0].arg if child.args.args else None
                    for inner in ast.walk(child):
                        targets = inner.targets if isinstance(inner, ast.Assign) else [getattr(inner, "target", None)]
                        for target in targets:
                            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == own:
                                value = written(inner.annotation) if isinstance(inner, ast.AnnAssign) else made(getattr(inner, "value", None))
                                add(target.attr, value)
            names = list(found.items())[:256]
            return {clean(name, name_limit): (list(values)[0] or "") if len(values) == 1 else "" for name, values in names}


        def mentions(tree):
            names = set()
            for node in ast.walk(tree):
                name = getattr(node, "id", None) or getattr(node, "attr", None)
                # A class may be named in quotes, but only where a class is meant.
                for field in ("annotation", "returns"):
                    quoted = getattr(node, field, None)
                    if isinstance(quoted, ast.Constant) and isinstance(quoted.value, str):
                        names.update(clean(word, name_limit) for word in quoted.value.replace(".", " ").split() if word.isidentifier() and capitalised(word))
                if isinstance(name, str) and capitalised(name):
                    names.add(clean(name, name_limit))
                if isinstance(node, ast.ImportFrom):
                    names.update(clean(alias.name, name_limit) for alias in node.names if capitalised(alias.name))
            return sorted(names)


        class Body:
            """The calls of one function whose receiver is known."""

            def __init__(self, node, container, module):
                self.node, self.module, self.names = node, module, bound(node, {})
                self.own = None
                if container and isinstance(node, FUNCTIONS):
                    first = (node.args.posonlyargs + node.args.args)[:1]
                    is_static = any(dotted(item) == ["staticmethod"] for item in node.decorator_list)
                    if first and not is_static:
                        self.own = first[0].arg
                        # A nested function may take the same name for something else.
                        count = sum(isinstance(inner, ast.arg) and inner.arg == self.own for inner in ast.walk(node))
                        if count > 1 or len(self.names.get(self.own, ())) > 1:
                            self.own = None

            def is_certain(self, name):
                return name not in self.names and self.module.get(name, 0) <= 1

            def place(self, node):
                """(receiver, path), or None."""
                path = []
                while isinstance(node, ast.Attribute) and len(path) < 8:
                    path.append(node.attr)
                    node = node.value
                path = path[::-1]
                if isinstance(node, ast.Await):
                    node = node.value
                if isinstance(node, ast.Call):
                    if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args and self.is_certain("super"):
                        return ("super", path)
                    name = made(node)
                    return self.type(name, path) if name else None
                if not isinstance(node, ast.Name):
                    return None
                if node.id == self.own:
                    return ("self", path)
                if node.id in self.names:
                    types = self.names[node.id]
                    name = list(types)[0] if len(types) == 1 else None
                    return self.type(name, path, False) if name else None
                if self.module.get(node.id, 0) > 1:
                    return None
                if capitalised(node.id):
                    inner = []
                    while path and capitalised(path[0]):
                        inner.append(path.pop(0))
                    return (".".join([node.id] + inner), path)
                return (None, [node.id] + path)

            def type(self, name, path, is_local=True):
                root = name.split(".")[0]
                if root in self.names or self.module.get(root, 0) > 1:
                    return None
                return (name, path)

            def target(self, function):
                """(receiver, path, name), or None."""
                if isinstance(function, ast.Name):
                    name = function.id
                    if name == self.own:
                        return ("self", [], "init")
                    if not self.is_certain(name):
                        return None
                    return (name, [], "init") if capitalised(name) else (None, [], name)
                if not isinstance(function, ast.Attribute):
                    return None
                if capitalised(function.attr):
                    parts = dotted(function)
                    return (".".join(parts), [], "init") if parts and self.is_certain(parts[0]) and parts[0] != self.own else None
                found = self.place(function.value)
                return (found[0], found[1], function.attr) if found else None

            def sites(self):
                # Of an entry, what it runs; of a function, what it and the functions in it run; not what a class in it declares.
                found, queue = {}, list(self.node.body)[::-1]
                while queue and len(found) < calls_limit:
                    node = queue.pop()
                    if isinstance(node, ast.ClassDef):
                        continue
                    if isinstance(node, ast.Call):
                        target = self.target(node.func)
                        if target:
                            receiver, path, name = target
                            key = (receiver and clean(receiver, name_limit), tuple(clean(part, name_limit) for part in path), clean(name, name_limit))
                            found[key] = None
                    queue.extend(list(ast.iter_child_nodes(node))[::-1])
                return [{"receiver": receiver, "path": list(path), "name": name} for receiver, path, name in found]
        """#
}
