"""Chooses the stubs that a program of a plan can need, out of any number of them."""

import ast
import re
from collections.abc import Collection, Iterable
from functools import cache, lru_cache

# Tools beyond those that the plan names, which share words with what was said; and how many words.
MOST_OTHERS, LEAST_SHARED = 3, 3
_WORD = re.compile(r"[a-z]{4,}")
_IMPORTED = re.compile(r"^from tools import (?:\(([^)]*)|([^\n(]*))", re.MULTILINE)


def imported_by(program: str) -> list[str]:
    """The tools that a program names in its imports."""
    named = [" ".join(found) for found in _IMPORTED.findall(program)]
    return [name for text in named for name in re.findall(r"\w+", text)]


def needed_stubs(stubs: str, needed: Collection[str], said: str = "") -> str:
    """The stubs of the tools that are `needed`, whole, and of the few others whose description has
    most words in common with what was `said`; with every type that these speak of, and nothing
    else. All of the stubs, where none of the needed ones is among them."""
    functions = _functions(stubs)
    chosen = {name for name in needed if name in functions}
    if not chosen:
        return stubs
    return only(stubs, frozenset(chosen | set(_others(functions, chosen, said))))


def shortened(stubs: str) -> str:
    """`stubs` with the first line alone of each docstring."""
    return _DOCSTRING.sub(_first_line, stubs)


def signatures(stubs: str) -> str:
    """`stubs` without docstrings."""
    return _DOCSTRING.sub(lambda match: match["head"], stubs)


@lru_cache(64)
def only(stubs: str, names: frozenset[str]) -> str:
    """The stubs of those tools, with the types that they speak of."""
    blocks = _blocks(stubs)
    kept = [
        _tool(node) in names or isinstance(node, ast.ImportFrom | ast.Import) for node, _ in blocks
    ]
    for place in reversed(range(len(blocks))):  # a type stands before whoever speaks of it
        if name := _defined(blocks[place][0]):
            later = zip(blocks[place + 1 :], kept[place + 1 :], strict=True)
            kept[place] = any(keep and re.search(rf"\b{name}\b", text) for (_, text), keep in later)
    return "\n".join(text for (_, text), keep in zip(blocks, kept, strict=True) if keep)


@cache
def _blocks(stubs: str) -> list[tuple[ast.stmt, str]]:
    """Each statement with its text."""
    lines = stubs.splitlines(keepends=True)
    return [
        (node, "".join(lines[_begin(node) - 1 : node.end_lineno])) for node in ast.parse(stubs).body
    ]


@cache
def _functions(stubs: str) -> dict[str, str]:
    """The text of each tool's declaration."""
    return {_tool(node): text for node, text in _blocks(stubs) if _tool(node)}


def _begin(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _tool(node: ast.stmt) -> str:
    """The tool that a statement declares, "" of another."""
    return node.name if isinstance(node, ast.AsyncFunctionDef) else ""


def _defined(node: ast.stmt) -> str:
    """The type that a statement defines, "" of another."""
    if isinstance(node, ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""


def _others(functions: dict[str, str], chosen: Collection[str], said: str) -> Iterable[str]:
    """The names of the few that fit best what was said, the best first."""
    words = _words(said)
    if len(words) < LEAST_SHARED:
        return ()
    shared = {
        name: len(words & _words(f"{name} {text}"))
        for name, text in functions.items()
        if name not in chosen
    }
    fitting = [name for name, count in shared.items() if count >= LEAST_SHARED]
    return sorted(fitting, key=lambda name: -shared[name])[:MOST_OTHERS]


@lru_cache(512)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower().replace("_", " ")))


_DOCSTRING = re.compile(
    r'(?P<head>^async def (?P<tool>\w+)(?:(?!^async def ).)*?)^(?P<indent> +)"""(?P<text>.*?)"""\n',
    re.MULTILINE | re.DOTALL,
)


def _first_line(match: re.Match[str]) -> str:
    head, indent, text = match["head"], match["indent"], match["text"]
    return f'{head}{indent}"""{text.strip().splitlines()[0]}"""\n' if text.strip() else head
