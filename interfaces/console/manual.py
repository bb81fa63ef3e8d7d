"""All about one tool, from the stub that programs are checked against."""

import ast
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from interfaces.console.style import safe, source
from interfaces.console.tables import print_engine
from studio.packs.pack import OWN
from tools.declaration import ToolSpec
from tools.engines.base import Engine, status_of
from tools.stubs import stub_module


def print_tool(console: Console, spec: ToolSpec, engines: dict[str, Engine]) -> None:
    """Its signature, its documentation, the words and records it takes and returns, its engines."""
    stub = ast.parse(stub_module([spec])).body
    function = next(node for node in stub if isinstance(node, ast.AsyncFunctionDef))
    console.print(source(_signature(function), "python"))
    console.print()
    console.print(safe(spec.description))
    console.print()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, meaning in _named_types(stub):
        table.add_row(name, safe(meaning))
    console.print(table)
    console.print()
    kept = "kept and reused" if spec.cached else "made anew each time"
    pack = "" if spec.pack == OWN else f", of the pack {spec.pack}"
    words = f"category {spec.category}, version {spec.version}, results {kept}{pack}"
    console.print(Text(words, "quiet"))
    for name in spec.engines:
        if name in engines:
            print_engine(console, name, engines[name], status_of(engines[name]))


def _signature(function: ast.AsyncFunctionDef) -> str:
    """One parameter a line."""
    given = function.args
    required = len(given.args) - len(given.defaults)
    lines = []
    for at, parameter in enumerate(given.args):
        default = f" = {ast.unparse(given.defaults[at - required])}" if at >= required else ""
        lines.append(f"    {ast.unparse(parameter)}{default},\n")
    returns = ast.unparse(function.returns) if function.returns else "None"
    return f"{function.name}(\n{''.join(lines)}) -> {returns}"


def _named_types(stub: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Vocabularies with their words, records with their fields; handles say what they are."""
    for node in stub:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Subscript(value=ast.Name(id="Literal"), slice=words),
            ):
                listed = words.elts if isinstance(words, ast.Tuple) else [words]
                yield name, ", ".join(str(ast.literal_eval(word)) for word in listed)
            case ast.ClassDef(name=name, body=fields):
                yield name, ", ".join(ast.unparse(field) for field in fields)
