"""An edit in the making: the video so far, how long it is, and times in it."""

from typing import Any

from llm.planner.data import default
from llm.planner.recipes.footage.tools import EDIT_TOOLS
from llm.planner.recipes.kit import Kit
from llm.planner.recipes.layout import Code
from llm.planner.recipes.made import Names
from studio.plan import Edit, EditStep

Time = Code | float
"""A time in seconds: a number, or an expression for one."""


def plus(time: Time, seconds: Time) -> Time:
    """A sum, done here where both are numbers."""
    if isinstance(time, Code) or isinstance(seconds, Code):
        if not isinstance(seconds, Code) and seconds < 0:
            return Code(f"{time} - {-seconds}")
        return Code(f"{time} + {seconds}")
    return round(time + seconds, 3)


class Cutting:
    """`lines` are what the template writes, in order. `video` is what there is so far, `late` the
    seconds of the source that were cut off before it, `timed` the result of retime_video() for
    parts of it, `pace` how fast all of it runs after that. Of the peak: `at`, `begin` and `end` in
    seconds of the video, and `spot`, its x and y."""

    def __init__(self, shot: Edit, kit: Kit, names: Names) -> None:
        self.shot, self.kit, self.names = shot, kit, names
        self.steps = [step for step in shot.steps if kit.has(EDIT_TOOLS[step.kind])]
        self.lines: list[dict[str, Any]] = []
        self.video: Code = names("scene")
        self.late: Time = 0.0
        self.length: Code | None = None
        self.at: Time = 0.0
        self.begin: Time = 0.0
        self.end: Time = 0.0
        self.spot: dict[str, Any] = {}
        self.timed: Code | None = None
        self.pace: float = 1.0
        self.moved = 0  # times that were found again at the new speeds

    def write(self, do: str, why: str = "", **about: Any) -> None:
        """One more thing for the template to write, with a comment before it."""
        self.lines.append({"do": do, "why": why, "video": self.video} | about)

    def let(self, thing: str, value: str, why: str = "") -> Code:
        """A name of its own for `value`."""
        name = self.names(thing)
        self.write("let", why, name=name, value=value)
        return name

    def make(self, do: str, thing: str, why: str = "", **about: Any) -> Code:
        """A step that makes a video of the video so far; its result's name."""
        name = self.names(thing)
        self.write(do, why, name=name, **about)
        self.video, self.length = Code(name["video"]), Code(name["duration"])
        return name

    def whole(self) -> Code:
        """How long the picture is so far. The container's length may be that of its sound."""
        if self.length is None:
            self.length = self.names("whole")
            self.write("measure" if self.kit.has("detect_scenes") else "probe", name=self.length)
        return self.length

    def here(self, time: float) -> Time:
        """A time of the source, in what is left of it."""
        if isinstance(self.late, Code):
            return Code(f"max(0.0, {time} - {self.late})")
        return max(0.0, round(time - self.late, 3))

    def span(self, step: EditStep, usual: str = "effect_seconds") -> tuple[Time, Time]:
        """From when to when a step is made."""
        seconds = step.seconds or default(usual)
        if step.where == "peak":
            return self.begin, self.end
        if step.where == "beginning":
            return 0.0, seconds
        if step.where == "end":
            whole = self.whole()
            return plus(whole, -seconds), whole
        if step.where == "time":
            start = self.here(step.start)
            return start, plus(start, seconds)
        return 0.0, self.whole()
