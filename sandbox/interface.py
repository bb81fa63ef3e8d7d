"""What every sandbox engine offers: the same program, the same calls, the same record."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.artifacts import SIGNATURES, with_artifact_stubs
from studio.errors import ToolError
from studio.nouns.program import RunRecord


@dataclass(frozen=True)
class Answer:
    """What a tool call came to. `handles` are the artifacts that the program may use from now on;
    no other text of the result gives a right to anything, whatever it looks like."""

    result: dict[str, Any]
    handles: Collection[str] = ()


CallTool = Callable[[str, dict[str, Any]], Awaitable[Answer]]
"""Answers one tool call, given by name and keyword arguments; StudioError when it can't."""

OnOutput = Callable[[str], None]
"""Is handed what the program prints, while it runs."""


@dataclass(frozen=True)
class Limits:
    """What one program may use. `turn_seconds` is computing between two tool calls: of processor
    in monty, so that a busy machine stops nothing; by the clock in a container, which may sleep."""

    seconds: float = 1500
    turn_seconds: float = 5
    memory_mb: int = 256
    output_kb: int = 64
    calls: int = 200
    artifact_mb: int = 32


@dataclass(frozen=True)
class Interface:
    """The tools as a sandbox sees them, never their code: each tool's parameter names in order,
    and the stubs that programs are checked against."""

    signatures: dict[str, tuple[str, ...]]
    stubs: str

    def arguments(self, tool: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """One call's arguments by name. ToolError when there are too many."""
        names = self.signatures[tool]
        if len(args) > len(names):
            raise ToolError(f"{tool}() takes {len(names)} arguments, not {len(args)}.")
        return dict(zip(names, args, strict=False)) | kwargs

    def with_artifacts(self) -> "Interface":
        """This, with the two calls that a sandbox answers itself: reading and keeping artifacts."""
        return Interface(self.signatures | SIGNATURES, with_artifact_stubs(self.stubs))


class Sandbox(Protocol):
    """Runs untrusted programs. The result of a program is the value of its last expression."""

    name: str

    async def check(self, code: str) -> RunRecord | None:
        """Type-check `code` against the stubs; a record of outcome "type_error", or None."""
        ...

    async def run(
        self, code: str, call: CallTool, on_output: OnOutput, held: Collection[str] = ()
    ) -> RunRecord:
        """Check, then run `code`. Every fault of the program's ends up in the record; raises
        StudioError only when the sandbox itself fails. `held` are the handles that the program is
        given at its start, as of the brief's media; all rights end with the run. A result that
        names an artifact which the run does not hold is the program's error."""
        ...

    async def close(self) -> None:
        """End all processes of this sandbox."""
        ...
