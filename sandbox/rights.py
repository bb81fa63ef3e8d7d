"""What a run may name. Handles are rights: a program holds those that it was given, those that its
tools' results declare or that its tools made, and those of what it kept; no other counts, whether
there is such an artifact or not."""

from collections.abc import Collection, Iterable
from typing import Any

from studio.errors import ToolError
from studio.nouns.artifact import handles_in, is_handle

_PLAIN = (str, int, float, type(None))  # bool is an int


class Rights:
    """The handles that one run holds. They end with the run."""

    def __init__(self, given: Collection[str] = ()):
        self._held = set(given)

    def grant(self, handles: Iterable[str]) -> None:
        """From now on the run holds these as well."""
        self._held.update(handles)

    def require(self, handle: Any) -> str:
        """`handle`, if the run holds it. ToolError for anything else, in the same words whether
        there is such an artifact or not."""
        if not isinstance(handle, str) or handle not in self._held:
            raise ToolError(
                f"this program holds no artifact {str(handle)[:60]!r}.",
                "Use what a tool of this program returned.",
            )
        return handle

    def check_arguments(self, value: Any) -> None:
        """Raise ToolError when a tool's arguments name an artifact that is not held: a tool must
        not fetch for a program what the program may not have. Values that are no JSON are refused
        as well: a schema could make text of bytes, or a list of a set, and fetch by that."""
        waiting = [value]
        while waiting:
            value = waiting.pop()
            if isinstance(value, str):
                if is_handle(value):
                    self.require(value)
            elif isinstance(value, dict):
                waiting += value.keys()
                waiting += value.values()
            elif isinstance(value, list | tuple):
                waiting += value
            elif not isinstance(value, _PLAIN):
                raise ToolError(
                    f"tools take text, numbers, lists and dicts, not {type(value).__name__}.",
                    "Pass handles as the tools returned them.",
                )

    def of_result(self, result: Any) -> list[str]:
        """The handles that a program's result names. ToolError, worded for the coder, for one that
        the run does not hold."""
        named = list(dict.fromkeys(handles_in(result)))
        for handle in named:
            if handle not in self._held:
                raise ToolError(
                    f"this program holds no artifact {handle!r}, which its result names.",
                    "End it with handles that its own tools returned.",
                )
        return named
