"""Imports point down, neighbours do not know one another, and nothing is imported out of sight."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "ackline"
DOMAIN_MAY = {"dateutil"} | set(sys.stdlib_module_names)
ABOVE = {
    "domain": ("services", "reports", "adapters", "web", "runtime", "sandbox"),
    "services": ("reports", "adapters", "web", "runtime", "sandbox"),
    "reports": ("adapters", "web", "runtime", "sandbox"),
    "adapters": ("web", "runtime", "sandbox"),
    "web": ("adapters", "runtime", "sandbox"),
    "sandbox": ("domain", "services", "reports", "adapters", "web", "runtime"),
    "runtime": (),
}
"""What each layer may not import. `runtime` is where things meet."""

Tree = Mapping[str, str]
"""Module name (without the package's) to its source."""


def faults(tree: Tree) -> list[str]:
    """Everything that is wrong with a tree's imports."""
    found: list[str] = []
    graph: dict[str, set[str]] = {}
    for module, text in tree.items():
        parsed = ast.parse(text)
        imported = set(_imports(parsed))
        ours = {_module(name, tree) for name in imported if name.split(".")[0] == "ackline"}
        graph[module] = ours - {module}
        found += [f"{module} imports {name}: {why}" for name in sorted(ours) if (why := _wrong(module, name))]
        if module.split(".")[0] == "domain":
            strange = sorted(n for n in imported if n.split(".")[0] not in {*DOMAIN_MAY, "ackline"})
            found += [f"{module} imports {name}: the domain knows only the standard library" for name in strange]
        found += [f"{module} imports inside {scope}" for scope in _hidden(parsed)]
    return found + [f"cycle: {' -> '.join(cycle)}" for cycle in _cycles(graph)]


def _wrong(module: str, name: str) -> str | None:
    layer, other = module.split(".")[0], name.split(".")[0]
    if other in ABOVE.get(layer, ()):
        return f"{layer} is below {other}" if layer not in ("sandbox", "web") else f"{layer} may not know {other}"
    if layer == other == "adapters" and _sibling(module) != _sibling(name):
        return "adapters do not know one another"
    return None


def _sibling(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def _imports(parsed: ast.Module) -> Iterator[str]:
    for node in ast.walk(parsed):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=0) if module is not None:
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.ImportFrom():
                yield "ackline.relative"


def _module(name: str, tree: Tree) -> str:
    """The module of the tree that a dotted name is in."""
    parts = name.split(".")[1:]
    while parts and ".".join(parts) not in tree:
        parts.pop()
    return ".".join(parts)


def _hidden(parsed: ast.Module) -> Iterator[str]:
    for node in ast.walk(parsed):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If | ast.Try):
            inner = (n for statement in ast.iter_child_nodes(node) for n in ast.walk(statement))
            if any(isinstance(n, ast.Import | ast.ImportFrom) for n in inner):
                yield getattr(node, "name", type(node).__name__.lower())


def _cycles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """One way round for each cycle found, by depth-first search."""
    done: set[str] = set()
    found: list[list[str]] = []

    def visit(module: str, path: list[str]) -> None:
        if module in path:
            found.append([*path[path.index(module) :], module])
            return
        if module in done:
            return
        for other in sorted(graph.get(module, ())):
            visit(other, [*path, module])
        done.add(module)

    for module in sorted(graph):
        visit(module, [])
    return found


def _tree_of(folder: Path) -> Tree:
    tree = {}
    for path in sorted(folder.rglob("*.py")):
        parts = list(path.relative_to(folder).with_suffix("").parts)
        tree[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(encoding="utf-8")
    return tree


def test_imports_point_down() -> None:
    tree = _tree_of(SOURCE)
    assert {"domain.decide", "services.desk", "adapters.db.store", "web.health", "runtime.wiring"} <= set(tree)
    assert {module.split(".")[0] for module in tree} - {"", "__main__", "contracts"} == set(ABOVE)
    assert faults(tree) == []


def test_the_check_finds_every_kind_of_fault() -> None:
    tree = {
        "domain.a": "import aiohttp\nfrom ackline.services import b\n",
        "services.b": "from ackline.domain.a import x\n",
        "adapters.db.store": "from ackline.adapters.slack.client import y\nfrom ackline.adapters.db import schema\n",
        "adapters.db.schema": "",
        "adapters.slack.client": "def late():\n    from ackline.domain import a\n",
        "web.page": "from ackline.adapters.db import store\n",
        "sandbox.world": "from ackline.domain.a import z\n",
        "runtime.wiring": "from ackline.adapters.db.store import s\nfrom ackline.sandbox.world import w\n",
        "services.c": "from ackline.services.d import d\n",
        "services.d": "from ackline.services.c import c\nif True:\n    import json\n",
    }
    assert faults(tree) == [
        "domain.a imports services.b: domain is below services",
        "domain.a imports aiohttp: the domain knows only the standard library",
        "adapters.db.store imports adapters.slack.client: adapters do not know one another",
        "adapters.slack.client imports inside late",
        "web.page imports adapters.db.store: web may not know adapters",
        "sandbox.world imports domain.a: sandbox may not know domain",
        "services.d imports inside if",
        "cycle: domain.a -> services.b -> domain.a",
        "cycle: services.c -> services.d -> services.c",
    ]


def test_nobody_but_the_runtime_knows_the_sandbox() -> None:
    users = {
        module.split(".")[0]
        for module, text in _tree_of(SOURCE).items()
        if any(name.startswith("ackline.sandbox") for name in _imports(ast.parse(text)))
    }
    assert users <= {"runtime", "sandbox"}
