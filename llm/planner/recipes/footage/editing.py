"""An edit's program in the making: the video so far, how long it is, and times in it."""

from typing import Any

from llm.planner.data import default
from llm.planner.recipes.footage.tools import EDIT_TOOLS
from llm.planner.recipes.names import Names
from llm.planner.recipes.source import Code
from llm.planner.recipes.writer import MissingTool, Writer
from studio.plan import Edit, EditStep, Film

Time = Code | float
"""A time in seconds: a number, or an expression for one."""


def plus(time: Time, seconds: Time) -> Time:
    """A sum, done here where both are numbers."""
    if isinstance(time, Code) or isinstance(seconds, Code):
        if not isinstance(seconds, Code) and seconds < 0:
            return Code(f"{time} - {-seconds}")
        return Code(f"{time} + {seconds}")
    return round(time + seconds, 3)


class Editing:
    """`video` is what there is so far, `late` the seconds of the source that were cut off before
    it, `timed` the result of retime_video() for parts of it, `pace` how fast all of it runs after
    that. Of the peak: `at`, `begin` and `end` in seconds of the video, and `place`, its x and y."""

    def __init__(self, film: Film, shot: Edit, writer: Writer, names: Names) -> None:
        self.film, self.shot, self.writer, self.names = film, shot, writer, names
        self.edits = [edit for edit in shot.steps if writer.has(EDIT_TOOLS[edit.kind])]
        if self.edits != shot.steps and not (self.edits or film.is_assembled):
            raise MissingTool(EDIT_TOOLS[shot.steps[0].kind])
        self.scene = Code(names.of("scene"))
        self.video: Code = self.scene
        self.late: Time = 0.0
        self.length: Code | None = None
        self.at: Time = 0.0
        self.begin: Time = 0.0
        self.end: Time = 0.0
        self.place: dict[str, Any] = {}
        self.timed: Code | None = None
        self.pace: float = 1.0
        self.moved = 0  # times that were found again at the new speeds

    def bind(self, thing: str, tool: str, *positional: Any, **named: Any) -> Code:
        """Call a tool that makes a video of the video so far; its result's name."""
        name = Code(self.names.of(thing))
        self.writer.bind([name], [self.writer.call(tool, *positional, **named)])
        self.video, self.length = Code(f'{name}["video"]'), Code(f'{name}["duration"]')
        return name

    def whole(self) -> Code:
        """How long the picture is so far. The container's length may be that of its sound."""
        if self.length is None:
            name = Code(self.names.of("whole"))
            writer = self.writer
            if writer.has("detect_cuts"):
                shots = writer.inner(writer.call("detect_cuts", self.video))
                writer.line(f'{name} = {shots}["shots"][-1]["end"]')
            else:
                facts = writer.inner(writer.call("probe_media", self.video))
                writer.line(f'{name} = {facts}["duration"] or 0.0')
            self.length = name
        return self.length

    def here(self, time: float) -> Time:
        """A time of the source, in what is left of it."""
        if isinstance(self.late, Code):
            return Code(f"max(0.0, {time} - {self.late})")
        return max(0.0, round(time - self.late, 3))

    def span(self, edit: EditStep, usual: str = "effect_seconds") -> tuple[Time, Time]:
        """From when to when an edit is made."""
        seconds = edit.seconds or default(usual)
        if edit.where == "peak":
            return self.begin, self.end
        if edit.where == "beginning":
            return 0.0, seconds
        if edit.where == "end":
            whole = self.whole()
            return plus(whole, -seconds), whole
        if edit.where == "time":
            start = self.here(edit.start)
            return start, plus(start, seconds)
        return 0.0, self.whole()
