"""YAML with the places of its fields: an error can name the line and the column."""

from collections.abc import Sequence
from typing import Any

import yaml


class Marked:
    """A YAML document: its `values`, and where each of them stands.

    Raises yaml.YAMLError, also for a field that is given twice.
    """

    def __init__(self, text: str):
        loader = yaml.SafeLoader(text)
        try:
            self._root = loader.get_single_node()
            _no_field_twice(self._root, set())
            self.values: Any = loader.construct_document(self._root) if self._root else None
        finally:
            loader.dispose()

    def find(self, place: Sequence[str | int]) -> tuple[list[str], yaml.Mark | None]:
        """The part of `place` that the document holds, as field names, and where that stands: a
        field at its name, an item of a list at its beginning. Parts of `place` that the document
        does not hold (a union's tags) are passed over."""
        node, names = self._root, []
        mark = node.start_mark if node else None
        for part in place:
            found = _below(node, part)
            if found:
                mark, node = found
                names.append(str(part))
        return names, mark


def spot(mark: yaml.Mark | None) -> str:
    """A place as people count: `line 2, column 3`."""
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else "line 1, column 1"


def _below(node: yaml.Node | None, part: str | int) -> tuple[yaml.Mark, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == str(part):
                return key.start_mark, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        item = node.value[part]
        return item.start_mark, item
    return None


def _no_field_twice(node: yaml.Node | None, seen: set[int]) -> None:
    """yaml.MarkedYAMLError for the second of two equal fields. An anchor may be used often, and may
    hold itself, so what was `seen` is not walked again."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        names = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in names and key.value != "<<":
                    raise yaml.MarkedYAMLError(
                        problem=f"{key.value!r} is given twice", problem_mark=key.start_mark
                    )
                names.add(key.value)
            _no_field_twice(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _no_field_twice(item, seen)
