"""What the TOOLS section says can be called."""

import ast
import re

_CALLABLE = re.compile(r"^\s*(?:async\s+def\s+|def\s+)?(\w+)\((.*)", re.MULTILINE)
_MISSING = object()


class Stubs:
    """The tools' names, parameters and defaults, read from stub text.

    Text that is no Python (a plain list of signatures) still gives the names; with no text at all
    everything is taken to be there."""

    def __init__(self, text: str) -> None:
        self.parameters: dict[str, dict[str, object]] = {}
        self.names: set[str] = set()
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self.names = {match.group(1) for match in _CALLABLE.finditer(text)}
            return
        for node in tree.body:
            if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
                self.names.add(node.name)
                self.parameters[node.name] = _parameters(node.args)

    def has(self, tool: str) -> bool:
        return not self.names or tool in self.names

    def accepts(self, tool: str, parameter: str) -> bool:
        known = self.parameters.get(tool)
        return known is None or parameter in known

    def is_default(self, tool: str, parameter: str, value: object) -> bool:
        """Whether the tool assumes `value` by itself, so that a call need not say it."""
        default = self.parameters.get(tool, {}).get(parameter, _MISSING)
        return default is not _MISSING and type(default) is type(value) and default == value


def _parameters(arguments: ast.arguments) -> dict[str, object]:
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
    pairs = [
        *zip(plain, defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return {argument.arg: _literal(node) for argument, node in pairs}


def _literal(node: ast.expr | None) -> object:
    try:
        value = ast.literal_eval(node) if node is not None else _MISSING
    except ValueError:
        return _MISSING
    return _MISSING if value is Ellipsis else value
