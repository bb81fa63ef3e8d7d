"""Builds the record of a run: bounded output, a JSON result, errors that a coder can act on."""

from collections.abc import Sequence
from typing import Any, Literal

from sandbox.interface import OnOutput
from studio.nouns.program import RunOutcome, RunRecord
from studio.printable import printable

_MAX_FRAMES = 4
LONGEST_ERROR = 6000


class Recorder:
    """Collects what one run prints and calls."""

    def __init__(self, engine: str, output_kb: int, on_output: OnOutput):
        self.calls = 0
        self.absent = ""  # the tool of the last call, where it found nothing to work on
        self._engine = engine
        self._room = output_kb * 1024
        self._parts: list[str] = []
        self._on_output = on_output
        self._was_cut = False

    def print(self, text: str) -> None:
        """Take printed text: terminal escapes are removed, what is over the limit is cut."""
        text = printable(text)
        if self._room <= 0:
            if text:
                self.cut()
            return
        kept = text.encode(errors="replace")[: self._room].decode(errors="ignore")
        self._room -= len(kept.encode())
        self._take(kept)
        if len(kept) < len(text):
            self.cut()

    def cut(self) -> None:
        """Say that there was more output than is kept."""
        self._room = 0
        if not self._was_cut:
            self._was_cut = True
            self._take("\n[output cut]\n")

    def _take(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._on_output(text)

    def done(self, result: Any) -> RunRecord:
        """The record of a program that came to its end with a `result` that crossed as JSON."""
        return self._record("done", result=printable(result))

    def unfit(self, reason: str) -> RunRecord:
        """The record of a program whose result is no JSON."""
        return self.failed(
            "error",
            f"The program's last expression is not JSON ({reason}). End it with a dict from shot "
            "id to artifact handle.",
        )

    def refused(self, errors: str, line: int | None) -> RunRecord:
        """The record of a program that its type check refused."""
        return self.failed(
            "type_error", f"The program was not run, its check failed:\n{errors}", line
        )

    def failed(
        self,
        outcome: Literal["type_error", "error", "timeout", "limit", "cancelled"],
        error: str,
        line: int | None = None,
    ) -> RunRecord:
        """The record of a program that did not."""
        text = printable(error)
        cut = len(text) > LONGEST_ERROR
        return self._record(
            outcome,
            error=text[:LONGEST_ERROR] + (" [cut]" if cut else ""),
            line=line,
            absent=self.absent if outcome == "error" else "",
        )

    def _record(self, outcome: RunOutcome, **fields: Any) -> RunRecord:
        return RunRecord(
            outcome=outcome,
            output="".join(self._parts),
            calls=self.calls,
            engine=self._engine,
            **fields,
        )


def worded_for_the_coder(
    kind: str, message: str, frames: Sequence[tuple[int, str | None]], code: str
) -> str:
    """An error with the program's own lines, innermost last, long recursions cut."""
    lines = code.splitlines()
    shown = list(frames[-_MAX_FRAMES:])
    where = "".join(
        f"  line {number}{f' in {name}' if name else ''}: {lines[number - 1].strip()}\n"
        for number, name in shown
        if 0 < number <= len(lines)
    )
    return f"{kind}: {message}\n{where}".strip()
