"""Programs of the coder, type-checked against the real stubs and run in monty, with tools that
note how they are called."""

from itertools import pairwise
from typing import Any

from pydantic_monty import AsyncMonty, ExternalModule

from llm.planner.recipes.program import write_program
from studio.plan import Film
from tools.registry import all_tools
from tools.stubs import stub_module

STUBS = stub_module(all_tools().values())
SCENE = "video:0123456789abcdef"
FRAME = 1 / 24


def written(film: Film, **sections: Any) -> str:
    """The program of a plan."""
    plain = film.model_dump(mode="json")
    return write_program({"PLAN": plain, "TOOLS": STUBS, **sections}).code


class Table:
    """A cutting table: it knows how long each sound and video is, and refuses times that the real
    tools refuse. Every spoken line takes 1.5 s.

    `peak`: when the moment is that it finds in the footage, in seconds; `size`: of the face there,
    as a share of the frame's height; `length` of the footage in seconds.
    """

    def __init__(self, peak: float = 2.5, size: float = 0.0, length: float = 6.0) -> None:
        self.peak, self.size = peak, size
        self.lengths = {SCENE: length}
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def of(self, tool: str) -> list[dict[str, Any]]:
        """The calls of one tool, in order."""
        return [call for name, call in self.calls if name == tool]

    def made(self, kind: str, length: float = 0.0) -> str:
        """The handle of a new artifact."""
        handle = f"{kind}:{len(self.lengths):016x}"
        self.lengths[handle] = length
        return handle

    def _video(self, length: float, **more: Any) -> dict[str, Any]:
        return {"video": self.made("video", length), "duration": length, **more}

    def _inside(self, length: float, *times: float) -> None:
        for time in times:
            assert -FRAME / 2 < time < length + FRAME / 2, (time, length)

    async def call(self, tool: str, first: Any = None, *more: Any, **named: Any) -> Any:
        """The result of a call."""
        self.calls.append((tool, named | {"first": first, "positional": more}))
        if tool in _SOUNDS:
            return _SOUNDS[tool](self, named)
        if tool in _SCENES:
            return _SCENES[tool](self, first, named)
        return self._edited(tool, first, more, named)

    def _edited(self, tool: str, video: str, more: Any, named: dict[str, Any]) -> Any:
        length = self.lengths[video]
        if tool == "find_moments":
            at = min(self.peak, length - FRAME)
            start, end = max(0.0, at - 0.4), min(at + 0.4, length)
            moment = {"at": at, "start": start, "end": end, "x": 0.5, "y": 0.4, "size": self.size}
            moment["reason"] = "loudest"
            found = {"peak": moment, "motion": moment, "loud": None, "face": None}
            return found | {"duration": length}
        if tool == "detect_cuts":
            return {"shots": [{"start": 0.0, "end": length}]}
        if tool == "trim_video":
            start, end = named["start"], named["end"]
            self._inside(length, start, end)
            assert end - start > FRAME
            return self._video(end - start, start=start, end=end)
        if tool == "retime_video":
            return self._retimed(length, more[0], named.get("ease", 0.0))
        if tool == "freeze_frame":
            self._inside(length, more[0])
            return self._video(length + named["duration"], start=more[0], end=more[0])
        if tool == "reframe_video":
            times = [key["time"] for key in more[0]]
            self._inside(length, *times)
            assert all(b - a > FRAME / 2 for a, b in pairwise(times)), times
        self._inside(length, named.get("start", 0.0), named.get("end") or length)
        return self._video(length)

    def _retimed(self, length: float, speeds: list[Any], ease: float) -> dict[str, Any]:
        """As retime_video does: where a speed is reached over `ease` it counts by half."""
        parts, filled, shown = [], 0.0, 0.0
        for part in sorted(speeds, key=lambda p: p["start"]):
            self._inside(length, part["start"], part["end"])
            assert part["start"] >= shown - FRAME / 2
            filled += part["start"] - shown
            took = part["end"] - part["start"]
            edges = (part["start"] > FRAME) + (part["end"] < length - FRAME)
            eased = edges * min(ease, took / 2) / 2
            lasts = took + (1 / part["speed"] - 1) * (took - eased)
            span = {"source_start": part["start"], "source_end": part["end"]}
            span |= {"speed": part["speed"], "start": filled, "end": filled + lasts}
            parts.append(span)
            filled, shown = filled + lasts, part["end"]
        return self._video(filled + length - shown, parts=parts)

    def speech(self, _: dict[str, Any]) -> dict[str, Any]:
        """A line of 1.5 s."""
        return {"audio": self.made("audio", 1.5), "phonemes": self.made("table"), "duration": 1.5}

    def sound(self, named: dict[str, Any]) -> dict[str, Any]:
        """Music, atmosphere or a mix of its duration."""
        assert named["duration"] > 0
        return {"audio": self.made("audio", named["duration"]), "duration": named["duration"]}

    def mouths(self, _: dict[str, Any]) -> dict[str, Any]:
        """Mouth shapes."""
        return {"visemes": self.made("table"), "duration": 1.5}

    def picture(self, _: Any, named: dict[str, Any]) -> dict[str, Any]:
        """A still with its passes."""
        passes = {name: self.made("image") for name in named.get("passes", [])}
        return {"image": self.made("image"), "passes": passes}

    def take(self, _: Any, named: dict[str, Any]) -> dict[str, Any]:
        """A take of its length."""
        return self._video(named.get("length", 3.0), unique_frames=3)

    def composed(self, clips: list[str], _: dict[str, Any]) -> dict[str, Any]:
        """A clip as long as its picture."""
        return self._video(self.lengths[clips[0]])

    def assembled(self, shots: list[Any], named: dict[str, Any]) -> dict[str, Any]:
        """A film: no transition takes more than a third of a shot."""
        lengths = [shot.get("length") or self.lengths[shot["shown"]] for shot in shots]
        whole = sum(lengths) + sum(
            (named.get(card) or {}).get("seconds", 2.0)
            for card in ("opening", "closing")
            if named.get(card)
        )
        for shot, a, b in zip(shots, lengths, lengths[1:], strict=False):
            transition = shot.get("transition") or {}
            if transition.get("kind", "cut") != "cut":
                whole -= min(transition.get("seconds", 0.5), a / 3, b / 3)
        return self._video(whole, timeline=self.made("timeline", whole))


_SOUNDS = {
    "speak": Table.speech,
    "lip_sync": Table.mouths,
    "make_music": Table.sound,
    "make_atmosphere": Table.sound,
    "mix_audio": Table.sound,
}
_SCENES = {
    "render_character": Table.picture,
    "caption_picture": Table.picture,
    "render_take": Table.take,
    "compose_video": Table.composed,
    "assemble_film": Table.assembled,
}


async def play(pool: AsyncMonty, code: str, table: Table) -> dict[str, Any]:
    """The result of `code`, type-checked and then run on the cutting table."""

    def tool(name: str) -> Any:
        async def called(*positional: Any, **named: Any) -> Any:
            return await table.call(name, *positional, **named)

        return called

    module = ExternalModule({name: tool(name) for name in all_tools()}, stubs=STUBS)
    async with pool.checkout(external_modules={"tools": module}, type_check=True) as session:
        result: dict[str, Any] = await session.feed_run(code)
        return result
