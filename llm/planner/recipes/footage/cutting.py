"""An edit in the making: the video so far, how long it is, and times in it."""

from typing import Any, get_args

from llm.planner.data import default
from llm.planner.errors import CannotAnswer
from llm.planner.recipes.footage.tools import EDIT_TOOLS
from llm.planner.recipes.kit import Kit
from llm.planner.recipes.layout import Code
from llm.planner.recipes.made import Names
from studio.nouns.vocabulary import EditKind
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


def _whole(step: EditStep) -> bool:
    """Whether a step has the other file that it cannot be made without."""
    return bool(step.other) or step.kind not in ("dub", "lip_sync", "picture_in_picture")


class Cutting:
    """`lines` are what the template writes, in order. `video` is what there is so far, `late` the
    seconds of the source that were cut off before it, `timed` the result of retime_video() for
    parts of it, `pace` how fast all of it runs after that. Of the peak: `at`, `begin` and `end` in
    seconds of the video, and `spot`, its x and y."""

    def __init__(self, shot: Edit, kit: Kit, names: Names) -> None:
        self.shot, self.kit, self.names = shot, kit, names
        steps = [step for step in shot.steps if kit.has(EDIT_TOOLS[step.kind]) and _whole(step)]
        self.steps = sorted(steps, key=lambda step: get_args(EditKind).index(step.kind))
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
        self.gaps: list[tuple[float, float]] = []  # cut out of the source, in its seconds
        self.holds: list[tuple[Time, float]] = []  # when frames are held, and for how long
        self.moved = 0  # times that were found again at the new speeds

    @property
    def joins(self) -> bool:
        """Whether a part can be cut out, changed, and put back."""
        return self.kit.has("trim_video") and self.kit.has("join_videos")

    def write(self, do: str, why: str = "", **about: Any) -> None:
        """One more thing for the template to write, with a comment before it."""
        self.lines.append({"do": do, "why": why} | about)

    def let(self, thing: str, value: str, why: str = "") -> Code:
        """A name of its own for `value`."""
        name = self.names(thing)
        self.write("let", why, name=name, value=value)
        return name

    def call(self, tool: str, thing: str, why: str, *given: Any, **arguments: Any) -> Code:
        """A call whose result is no new video of the edit; its name."""
        name = self.names(thing)
        self.write("call", why, name=name, tool=tool, given=given, arguments=arguments)
        return name

    def part(self, tool: str, part: str, name: Code, why: str = "") -> None:
        """Of what a tool says of the video so far, that part, as `name`."""
        self.write("part_of_call", why, name=name, tool=tool, given=[self.video], part=part)

    def make(self, tool: str, thing: str, why: str, *given: Any, **arguments: Any) -> Code:
        """A call that makes a video of the video so far; its result's name."""
        name = self.call(tool, thing, why, self.video, *given, **arguments)
        self.video, self.length = Code(name["video"]), Code(name["duration"])
        return name

    def whole(self) -> Code:
        """How long the picture is so far. The container's length may be that of its sound."""
        if self.length is None:
            self.length = self.names("whole")
            if self.kit.has("detect_scenes"):
                self.part("detect_scenes", '["shots"][-1]["end"]', self.length)
            else:
                self.part("probe_media", '["duration"] or 0.0', self.length)
        return self.length

    def here(self, time: float) -> Time:
        """A time of the source, in what is left of it."""
        gone = sum(max(0.0, min(time, end) - start) for start, end in self.gaps)
        time = round(time - gone, 3)
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
        if step.where == "scene":
            raise CannotAnswer(f"No time was found for {step.scene!r}.", "messages")
        return 0.0, self.whole()
