"""When the lines of a shot are spoken."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from llm.planner.recipes.layout import Code
from llm.planner.recipes.made import Names
from studio.plan import Line
from studio.plan.lengths import AFTER_LINES, BEFORE_LINES, BETWEEN_LINES


@dataclass(frozen=True)
class Said:
    """A line in the program: `name` is bound to what speak() returns. It begins at the second
    `start`, which is bound to `after` where it is a name. `mouth` is bound to the shapes of its
    speaker's mouth; None for who is not seen. `text` is a name where subtitles show it as well.
    `is_acted`: the whole face acts it, not the mouth alone."""

    line: Line
    text: Code | str
    name: Code
    start: Code
    after: str = ""
    mouth: Code | None = None
    is_acted: bool = False

    @property
    def end(self) -> Code:
        return Code(f"{self.start} + {self.name['duration']}")

    @property
    def silent(self) -> "Said":
        """It, of somebody whose mouth does not move."""
        return replace(self, mouth=None)

    @property
    def track(self) -> dict[str, Any]:
        """It, as mix_audio() takes it."""
        return {"audio": self.name["audio"], "start": self.start}

    @property
    def subtitle(self) -> dict[str, Any]:
        """It, as assemble_film() takes it."""
        shown = self.text or self.name["text"]  # of a recording, as it was heard
        return {"text": shown, "start": self.start, "end": self.end}


def lay_out(
    lines: list[Line],
    names: Names,
    seen: Collection[str] = (),
    are_shown: bool = False,
    are_acted: bool = False,
) -> list[Said]:
    """`lines` one after another, with a breath between them. `seen`: who has a mouth to move;
    `are_shown`: the words are subtitles too; `are_acted`: faces act those that are recorded."""
    found: list[Said] = []
    for number, line in enumerate(lines):
        letter = "abcdefgh"[number] if len(lines) > 1 else ""
        name = names("line", letter)
        start, after = Code(BEFORE_LINES), ""
        if found:
            start, after = names("start", letter), f"{found[-1].end} + {BETWEEN_LINES}"
        text = names("text", letter) if are_shown and line.text else line.text
        mouth = names("mouth", letter) if line.character in seen else None
        acted = are_acted and line.recording is not None
        found.append(Said(line, text, name, start, after, mouth, acted))
    return found


def until(said: list[Said], asked: float) -> Code:
    """An expression for the seconds that the lines take, `asked` at least."""
    end = f"{said[-1].end} + {AFTER_LINES}"
    return Code(f"max({asked}, {end})" if asked else end)
