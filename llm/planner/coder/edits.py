"""How footage is edited with the tools: what keeps its times comes before what does not."""

from typing import Any

from llm.planner.coder.names import Names
from llm.planner.coder.sound import has_music, mix, music, music_track
from llm.planner.coder.source import Code
from llm.planner.coder.tools import EDIT_TOOLS
from llm.planner.coder.writer import MissingTool, Writer
from llm.planner.data import table
from studio.nouns.treatment import Edit, Shot

_EASE = 0.2  # seconds of footage over which slow motion sets in
_EDGE = 0.1  # seconds before and after it, so that there is a speed to ease from
# Of a zoom's time: when it is there, at the earliest and the latest, and when it goes back.
_THERE, _LATEST, _BACK = 0.2, 0.7, 0.85
_HIT = 1.0  # seconds up to which a shake is a blow that dies down
Time = Code | float


def _plus(time: Time, seconds: Time) -> Time:
    """A sum, done here where both are numbers."""
    if isinstance(time, Code) or isinstance(seconds, Code):
        if not isinstance(seconds, Code) and seconds < 0:
            return Code(f"{time} - {-seconds}")
        return Code(f"{time} + {seconds}")
    return round(time + seconds, 3)


class _Editing:
    """Writes the program of one edit. `video` is what there is so far, `late` the seconds of the
    source that were cut off before it."""

    def __init__(self, shot: Shot, writer: Writer, names: Names) -> None:
        self.shot, self.writer, self.names = shot, writer, names
        self.edits = [edit for edit in shot.edits if writer.has(EDIT_TOOLS[edit.kind])]
        if self.edits != shot.edits and not (self.edits or shot.title or shot.music):
            raise MissingTool(EDIT_TOOLS[shot.edits[0].kind])
        self.scene = Code(names.of("scene"))
        self.video: Code = self.scene
        self.late: Time = 0.0
        self.length: Code | None = None
        self.at: Time = 0.0
        self.begin: Time = 0.0
        self.end: Time = 0.0
        self.place: dict[str, Any] = {}
        self.timed: Code | None = None

    def write(self) -> None:
        writer = self.writer
        writer.line(f'{self.scene} = "{self.shot.source}"')
        for edit in self.shot.edits:
            if edit not in self.edits:
                writer.comment(
                    f"Without {EDIT_TOOLS[edit.kind]}(), which failed before or is not there"
                )
        cut = next((edit for edit in self.edits if edit.kind == "trim"), None)
        found = self._finds_moments()
        if cut is not None and cut.where == "peak":
            self._find_moments(found)
            self._trim(cut)
        else:
            if cut is not None:
                self._trim(cut)
            if found:
                self._find_moments(found)
        self._window()
        for edit in self.edits:
            if edit.kind not in ("trim", "speed", "freeze", "reverse"):
                getattr(self, f"_{edit.kind}")(edit)
        self._speed([edit for edit in self.edits if edit.kind == "speed"])
        holds = [edit for edit in self.edits if edit.kind == "freeze"]
        # From the last one on: a hold moves what comes after it.
        order = {"end": 2.0, "beginning": -1.0}
        for edit in sorted(holds, key=lambda e: -order.get(e.where, e.start / 7200)):
            self._freeze(edit)
        if any(edit.kind == "reverse" for edit in self.edits):
            self._bind("backwards", "reverse_video", self.video)
        self._finish()
        writer.results[self.shot.id] = self.video

    # What the steps share

    def _bind(self, thing: str, tool: str, *positional: Any, **named: Any) -> Code:
        """Call a tool that makes a video of the video so far; its result's name."""
        name = Code(self.names.of(thing))
        self.writer.bind([name], [self.writer.call(tool, *positional, **named)])
        self.video, self.length = Code(f'{name}["video"]'), Code(f'{name}["duration"]')
        return name

    def _whole(self) -> Code:
        """How long the picture is so far. The container's length may be that of its sound."""
        if self.length is None:
            name = Code(self.names.of("whole"))
            if self.writer.has("detect_cuts"):
                self.writer.imports.add("detect_cuts")
                last = f'(await detect_cuts({self.video}))["shots"][-1]["end"]'
                self.writer.line(f"{name} = {last}")
            else:
                self.writer.imports.add("probe_media")
                self.writer.line(f'{name} = (await probe_media({self.video}))["duration"] or 0.0')
            self.length = name
        return self.length

    def _here(self, time: float) -> Time:
        """A time of the source, in what is left of it."""
        if isinstance(self.late, Code):
            return Code(f"max(0.0, {time} - {self.late})")
        return max(0.0, round(time - self.late, 3))

    def _span(self, edit: Edit, usual: str = "effect_seconds") -> tuple[Time, Time]:
        """From when to when an edit is made."""
        seconds = edit.seconds or float(table("defaults")[usual])
        if edit.where == "peak":
            return self.begin, self.end
        if edit.where == "beginning":
            return 0.0, seconds
        if edit.where == "end":
            whole = self._whole()
            return _plus(whole, -seconds), whole
        if edit.where == "time":
            start = self._here(edit.start)
            return start, _plus(start, seconds)
        return 0.0, self._whole()

    # The peak

    def _finds_moments(self) -> str:
        """What the moments are found for, as a comment; empty where they are not needed."""
        if any(edit.where == "peak" for edit in self.edits):
            return "The most striking moment of the scene"
        wide = any(edit.kind == "zoom" and edit.where == "all" for edit in self.edits)
        return "What the zoom goes to" if wide else ""

    def _find_moments(self, why: str) -> None:
        writer, names = self.writer, self.names
        peak = names.of("peak")
        if not writer.has("find_moments"):
            writer.comment("Its middle, for want of find_moments()")
            self.at = Code(f"{self._whole()} / 2")
            return
        writer.comment(why)
        moments = Code(names.of("moments"))
        writer.bind([moments], [writer.call("find_moments", self.video)])
        writer.line(f'{peak} = {moments}["peak"]')
        self.length = Code(f'{moments}["duration"]')
        self.at = Code(f'{peak}["at"]')
        self.place = {"x": Code(f'{peak}["x"]'), "y": Code(f'{peak}["y"]')}

    def _window(self) -> None:
        """When what is made at the peak begins and ends."""
        kinds = ("exaggerate", "zoom", "speed")
        placed = [e for e in self.edits if e.where == "peak" and e.kind in kinds]
        if not placed:
            return
        begin, end = Code(self.names.of("begin")), Code(self.names.of("end"))
        seconds = max(edit.seconds for edit in placed)
        own = isinstance(self.late, Code) or not self.place
        seconds = seconds or (float(table("defaults")["peak_seconds"]) if own else 0.0)
        if seconds:
            whole = self._whole()
            half, last = round(seconds / 2, 3), round(seconds + _EDGE, 3)
            self.writer.line(f"{begin} = max({_EDGE}, min({self.at} - {half}, {whole} - {last}))")
            self.writer.line(f"{end} = min({begin} + {seconds}, {whole})")
        else:
            peak = self.names.of("peak")
            self.writer.line(f'{begin}, {end} = {peak}["start"], {peak}["end"]')
        self.begin, self.end = begin, end

    # What keeps the times

    def _trim(self, edit: Edit) -> None:
        writer, names = self.writer, self.names
        start: Time = edit.start if edit.where == "time" else 0.0
        if edit.where == "peak":
            writer.comment(f"{edit.seconds:g} seconds around it")
            whole, start = self._whole(), Code(names.of("start"))
            half = round(edit.seconds / 2, 3)
            writer.line(f"{start} = max(0.0, min({self.at} - {half}, {whole} - {edit.seconds}))")
            end: Time = Code(f"min({start} + {edit.seconds}, {whole})")
        elif edit.where == "end":
            writer.comment(f"Its last {edit.seconds:g} seconds")
            end = self._whole()
            start = Code(f"max(0.0, {end} - {edit.seconds})")
        else:
            writer.comment("What is kept of it")
            end = _plus(start, edit.seconds) if edit.seconds else self._whole()
        cut = self._bind("cut", "trim_video", self.video, start=start, end=end)
        self.late = Code(f'{cut}["start"]') if isinstance(start, Code) else start
        if edit.where == "peak":
            at = Code(names.of("at"))
            writer.line(f"{at} = {self.at} - {self.late}")
            self.at = at

    def _exaggerate(self, edit: Edit) -> None:
        named: dict[str, Any] = {"amount": edit.amount} if edit.amount else {}
        if edit.where != "all":
            named["start"], named["end"] = self._span(edit)
        self.writer.comment("Faces further from rest, as a caricature has them")
        self._bind("faces", "exaggerate_faces", self.video, **named)

    def _grade(self, edit: Edit) -> None:
        strength = {"strength": min(edit.amount, 1.0)} if edit.amount else {}
        self.writer.comment(f"The {(edit.look or 'warm').replace('_', ' ')} look")
        self._bind("graded", "grade_video", self.video, look=edit.look or "warm", **strength)

    def _zoom(self, edit: Edit) -> None:
        factor = edit.amount or float(table("defaults")["edits"]["zoom"]["usual"])
        start, end = self._span(edit)
        place = self.place
        if edit.where in ("beginning", "end", "time") and self.writer.has("find_moments"):
            place = self._spot(start, end)
        there = {"zoom": factor} | place
        if edit.where in ("all", "end"):
            self.writer.comment("A slow zoom")
            keys = [{"time": start, "zoom": 1.0, **place}, {"time": end, **there, "ease": "smooth"}]
        else:
            self.writer.comment("A zoom that goes a little too far, stays, and goes back")
            top: Time = self._part(start, end, 0.3)
            if edit.where == "peak":
                top = Code(self.names.of("top"))
                low, high = self._part(start, end, _THERE), self._part(start, end, _LATEST)
                self.writer.line(f"{top} = min(max({self.at}, {low}), {high})")
            keys = [
                {"time": start, "zoom": 1.0, **place},
                {"time": top, **there, "ease": "overshoot"},
                {"time": self._part(start, end, _BACK), **there},
                {"time": end, "zoom": 1.0, **place},
            ]
        self._bind("near", "reframe_video", self.video, keys)

    def _part(self, start: Time, end: Time, share: float) -> Time:
        """The time at which `share` of the way from `start` to `end` has gone."""
        if isinstance(start, Code) or isinstance(end, Code):
            return Code(f"{start} + {share} * ({end} - {start})")
        return round(start + share * (end - start), 3)

    def _spot(self, start: Time, end: Time) -> dict[str, Any]:
        """Where it is worth looking from `start` to `end`."""
        writer, names = self.writer, self.names
        part, spot = names.of("part"), names.of("spot")
        writer.comment("Where to look then")
        writer.bind([part], [writer.call("trim_video", self.video, start=start, end=end)])
        writer.imports.add("find_moments")
        writer.line(f'{spot} = (await find_moments({part}["video"]))["peak"]')
        return {"x": Code(f'{spot}["x"]'), "y": Code(f'{spot}["y"]')}

    def _shake(self, edit: Edit) -> None:
        seconds = edit.seconds or float(table("defaults")["shake_seconds"])
        start, end = self._span(edit, "shake_seconds")
        if edit.where == "peak":
            start = Code(self.names.of("hit"))
            self.writer.comment("The camera is hit")
            self.writer.line(f"{start} = max(0.0, min({self.at}, {self._whole()} - {seconds}))")
            end = Code(f"{start} + {seconds}")
        else:
            self.writer.comment("The camera shakes")
        self._bind(
            "shaken",
            "shake_video",
            self.video,
            start=start,
            end=end,
            amount=edit.amount or 1.0,
            decay=edit.where != "all" and (edit.where == "peak" or seconds <= _HIT),
            seed=self.shot.seed,
        )

    # What does not

    def _speed(self, edits: list[Edit]) -> None:
        if not edits:
            return
        usual = float(table("defaults")["edits"]["slow"]["usual"])
        parts = []
        for edit in sorted(edits, key=lambda e: (e.where == "end", e.start)):
            start, end = self._span(edit)
            parts.append({"start": start, "end": end, "speed": edit.amount or usual})
        slow = any(part["speed"] < 1 for part in parts)
        self.writer.comment("Slow motion" if slow else "Faster")
        named: dict[str, Any] = {"ease": _EASE} if any(e.where != "all" for e in edits) else {}
        if slow and self.shot.quality == "draft":
            named["smooth"] = False
        self.timed = self._bind("timed", "retime_video", self.video, parts, **named)

    def _freeze(self, edit: Edit) -> None:
        held = edit.amount or float(table("defaults")["hold_seconds"])
        at: Time
        if edit.where == "end":
            at = self._whole()
        elif edit.where in ("beginning", "all"):
            at = 0.0
        else:
            at = self._retimed(self.at if edit.where == "peak" else self._here(edit.start))
        self.writer.comment(f"A frame is held for {held:g} s")
        self._bind("held", "freeze_frame", self.video, at, duration=held)

    def _retimed(self, time: Time) -> Time:
        """A time of the footage, in the footage at its new speeds."""
        if self.timed is None:
            return time
        was, now = self.names.of("was"), self.names.of("now")
        part, share = self.names.of("paced"), self.names.of("share")
        first, last = f'{part}["source_start"]', f'{part}["source_end"]'
        self.writer.comment("When that is at the new speed")
        for line in (
            f"{was} = {time}",
            f"{now} = {was}",
            f'for {part} in {self.timed}["parts"]:',
            f"    if {first} < {was}:",
            f"        {share} = min(1.0, ({was} - {first}) / ({last} - {first}))",
            f'        {now} = {part}["start"] + {share} * ({part}["end"] - {part}["start"])',
            f"        {now} += max(0.0, {was} - {last})",
        ):
            self.writer.line(line)
        return Code(now)

    def _finish(self) -> None:
        """Music and a title."""
        shot, writer, names = self.shot, self.writer, self.names
        extras: dict[str, Any] = {"title": shot.title} if shot.title else {}
        if has_music(shot, writer):
            writer.comment(f"{(shot.music or '').capitalize()} music, as long as the picture")
            writer.line(f"{names.of('length')} = {self._whole()}")
            writer.bind([names.of("music")], [music(shot, writer, names)])
            mix(shot, writer, names, [music_track(names)], Code(names.of("length")))
            extras["audio"] = Code(f'{names.of("sound")}["audio"]')
        if extras:
            writer.bind(
                [names.of("clip")],
                [writer.call("compose_video", [self.video], **extras, fps=shot.fps)],
            )
            self.video = Code(f'{names.of("clip")}["video"]')


def write_edit(shot: Shot, writer: Writer, names: Names) -> None:
    """The program of an edit.

    Raises:
        MissingTool: none of the tools that it needs is there.
    """
    _Editing(shot, writer, names).write()
