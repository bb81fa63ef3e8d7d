"""The studio's tools called by hand in a notebook: `await studio.tools.speak("Luca", "Ciao!")`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from interfaces.commands.tools.use import call_tool
from interfaces.workplace import Workplace
from studio.errors import InputError
from tools.registry import all_tools


@dataclass(frozen=True)
class Made:
    """What a tool returned, with the files of the handles in it. Shown by a notebook as a list of
    both."""

    result: dict[str, Any]
    files: list[Path]

    def __getitem__(self, name: str) -> Any:
        return self.result[name]


class Tools:
    """Every tool of the registry by its name. Opens the workplace at the first call."""

    def __init__(self, opened: Callable[[], Awaitable[Workplace]]):
        self._opened = opened

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Made]]:
        if name not in all_tools():
            raise AttributeError(f"there is no tool {name!r}; there are {', '.join(all_tools())}")
        return partial(self._call, name)

    def __dir__(self) -> list[str]:
        return sorted(all_tools())

    async def _call(self, name: str, /, *given: Any, **named: Any) -> Made:
        """What the tool returns. Paths of files may stand for handles. InputError for more values
        than the tool has, or one that is given twice; ToolError for what it refuses."""
        known = list(all_tools()[name].json_schema()["parameters"]["properties"])
        if len(given) > len(known):
            raise InputError(f"{name} takes {len(known)} values at most.", ", ".join(known))
        placed = dict(zip(known, given, strict=False))
        if twice := sorted(placed.keys() & named.keys()):
            raise InputError(f"{name} was given {twice[0]} twice.", "Give it once.")
        arguments = {
            key: str(value) if isinstance(value, Path) else value
            for key, value in (placed | named).items()
        }
        place = await self._opened()
        data = await call_tool(place.toolbox, name, arguments)
        return Made(data["result"], [Path(file) for file in data["files"].values()])
