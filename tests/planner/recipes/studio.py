"""Programs are checked and run in the interpreter that runs them for users. Their calls are
validated by the tools' own declarations, and answered by rules of how long things last."""

from itertools import pairwise
from typing import Any

from agents.rules.deliverables import check_result
from llm.planner.recipes.program import write_program
from sandbox.embedded.engine import MontySandbox
from sandbox.interface import Answer, Interface, Limits
from studio.errors import ToolError
from studio.nouns.artifact import handles_in
from studio.nouns.program import RunRecord
from studio.plan import Film, Shape, Transition
from tools.engines.timeline.build import Cut, CutShot, build
from tools.registry import all_tools
from tools.stubs import stub_module

STUBS = stub_module(all_tools().values())
FRAME = 1 / 24
INTERFACE = Interface(
    {name: tuple(spec.parameters.model_fields) for name, spec in all_tools().items()}, STUBS
)
SCENE = "video:0123456789abcdef"


def written(film: Film, **sections: Any) -> str:
    """The code of the coder's program."""
    plan = film.model_dump(mode="json")
    return write_program({"PLAN": plan, "TOOLS": STUBS, **sections}).code


class Studio:
    """Answers calls. It knows how long each artifact is, refuses times that the real tools refuse,
    and keeps every call with its validated arguments.

    `peak`: when the moment is that it finds in footage, in seconds; `size`: of the face there, as a
    share of the frame's height; `scene`: the length of the footage in seconds."""

    def __init__(self, peak: float = 2.5, size: float = 0.0, scene: float = 6.0) -> None:
        self.peak, self.size = peak, size
        self.lengths: dict[str, float] = {SCENE: scene}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.fails: dict[str, str] = {}

    def of(self, tool: str) -> list[dict[str, Any]]:
        """The arguments of every call of one tool."""
        return [named for name, named in self.calls if name == tool]

    async def answer(self, tool: str, arguments: dict[str, Any]) -> Answer:
        named = self.validated(tool, arguments)
        self.calls.append((tool, named))
        if tool in self.fails:
            raise ToolError(self.fails[tool])
        result = self.result_of(tool, named)
        return Answer(result, handles_in(result))

    def validated(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """All arguments of a call, as the tool's declaration has them."""
        return all_tools()[tool].validate(arguments).model_dump(mode="json")

    def result_of(self, tool: str, named: dict[str, Any]) -> dict[str, Any]:
        """What the tool answers."""
        return getattr(self, tool, self._same_length)(named)

    def made(self, kind: str, seconds: float, **more: Any) -> dict[str, Any]:
        handle = f"{kind}:{len(self.lengths):016x}"
        self.lengths[handle] = seconds
        return {kind: handle, "duration": seconds, **more}

    def _inside(self, length: float, *times: float) -> None:
        for time in times:
            assert -FRAME / 2 < time < length + FRAME / 2, (time, length)

    def _same_length(self, named: dict[str, Any]) -> dict[str, Any]:
        return self.made("video", self.lengths[named["video"]])

    def speak(self, named):
        return self.made("audio", len(named["text"]) / 14, phonemes="table:00000000000000aa")

    def lip_sync(self, named):
        return {"visemes": f"table:{len(self.calls):016x}", "duration": named["start"] + 1}

    def render_character(self, named):
        passes = {name: self.made("image", 0)["image"] for name in named["passes"]}
        return self.made("image", 0) | {"passes": passes}

    def caption_picture(self, named):
        return self.made("image", 0)

    def render_take(self, named):
        frames = round(named["length"] * named["fps"])
        return self.made("video", frames / named["fps"], unique_frames=frames)

    def make_music(self, named):
        return self.made("audio", named["duration"])

    make_atmosphere = make_music

    def mix_audio(self, named):
        return self.made("audio", named["duration"] or 1.0)

    def compose_video(self, named):
        return self.made("video", self.lengths[named["clips"][0]])

    def assemble_film(self, named):
        shape = Shape(**named["shape"])
        shots = []
        for shot in named["shots"]:
            still = shot["shown"].startswith("image")
            seconds = shot["length"] if still else self.lengths[shot["shown"]]
            for line in shot.get("subtitles", []):
                self._inside(seconds, line["start"], line["end"])
            frames = max(1, round(seconds * shape.fps))
            transition = Transition(**shot.get("transition", {}))
            shots.append(CutShot(shot["name"], shot["shown"], frames, still, transition=transition))
        timeline = build(Cut("film", shape, shots))
        length = timeline.tracks[0].duration().to_seconds()
        length += sum(named[card]["seconds"] for card in ("opening", "closing") if named[card])
        return self.made("video", length, timeline=f"timeline:{len(self.lengths):016x}")

    def find_moments(self, named):
        length = self.lengths[named["video"]]
        at = min(self.peak, length - FRAME)
        moment = {"at": at, "start": max(0.0, at - 0.4), "end": min(at + 0.4, length)}
        moment |= {"x": 0.5, "y": 0.4, "size": self.size, "reason": "loudest"}
        return {
            "peak": moment,
            "motion": moment,
            "loud": None,
            "face": None,
            "moves": 1.0,
            "duration": length,
        }

    def transcribe(self, named):
        length = self.lengths[named["media"]]
        return {"lines": [{"text": "Ciao!", "start": 0.0, "end": min(0.5, length)}]}

    def detect_scenes(self, named):
        return {"shots": [{"start": 0.0, "end": self.lengths[named["video"]]}]}

    def trim_video(self, named):
        start, end = named["start"], named["end"]
        self._inside(self.lengths[named["video"]], start, end)
        assert end - start > FRAME
        return self.made("video", end - start, start=start, end=end)

    def freeze_frame(self, named):
        length = self.lengths[named["video"]]
        self._inside(length, named["at"])
        return self.made("video", length + named["duration"], start=named["at"], end=named["at"])

    def loop(self, named):
        assert (named["count"] is None) != (named["duration"] is None)
        seconds = named["duration"] or self.lengths[named["video"]] * named["count"]
        return self.made("video", seconds, period=seconds, count=named["count"] or 1)

    def cut_out(self, named):
        length = self.lengths[named["video"]]
        end = length if named["end"] is None else named["end"]
        self._inside(length, named["start"], end)
        return self.made("video", length - (end - named["start"]))

    def join_videos(self, named):
        lengths = [self.lengths[one] for one in named["videos"]]
        starts = [sum(lengths[:number]) for number in range(len(lengths))]
        return self.made("video", sum(lengths), starts=starts)

    def split_screen(self, named):
        return self.made("video", max(self.lengths.get(one, 1.0) for one in named["videos"]))

    def make_sfx(self, named):
        return self.made("audio", named["duration"] or 1.0)

    def segment_video(self, named):
        return self.made("mask", self.lengths[named["video"]], share=0.5)

    def align_speech(self, named):
        return {"phonemes": "table:00000000000000aa"}

    def dub(self, named):
        self._inside(self.lengths[named["video"]], named["start"])
        return self._same_length(named)

    lip_sync_video = dub

    def export(self, named):
        pictures = named["purpose"] in ("stills", "sheet")
        made = self.made("image" if pictures else "video", 0)
        return {"video": made.get("video"), "images": [made["image"]] if pictures else []}

    def reframe_video(self, named):
        times = [key["time"] for key in named["keys"]]
        self._inside(self.lengths[named["video"]], *times)
        assert all(b - a > FRAME / 2 for a, b in pairwise(times)), times
        return self._same_length(named)

    def shake_video(self, named):
        length = self.lengths[named["video"]]
        self._inside(length, named["start"], named["end"] if named["end"] is not None else length)
        return self._same_length(named)

    exaggerate_faces = shake_video

    def retime_video(self, named):
        """As the tool does: where a speed is reached over `ease` it counts by half."""
        length, ease = self.lengths[named["video"]], named["ease"]
        parts, filled, shown = [], 0.0, 0.0
        for part in sorted(named["speeds"], key=lambda p: p["start"]):
            self._inside(length, part["start"], part["end"])
            assert part["start"] >= shown - FRAME / 2
            filled += part["start"] - shown
            took = part["end"] - part["start"]
            edges = (part["start"] > FRAME) + (part["end"] < length - FRAME)
            lasts = took + (1 / part["speed"] - 1) * (took - edges * min(ease, took / 2) / 2)
            times = {"source_start": part["start"], "source_end": part["end"]}
            parts.append(times | {"speed": part["speed"], "start": filled, "end": filled + lasts})
            filled, shown = filled + lasts, part["end"]
        return self.made("video", filled + length - shown, parts=parts)


class Stage:
    """A sandbox, and what it takes to run programs of the coder in it."""

    def __init__(self) -> None:
        self.sandbox = MontySandbox(INTERFACE, Limits())

    async def run(self, code: str, studio: Studio) -> RunRecord:
        return await self.sandbox.run(code, studio.answer, lambda _: None, [SCENE])

    async def play(self, film: Film, studio: Studio | None = None, **sections: Any) -> Studio:
        """Write, check and run the program of `film`, and check what it hands over."""
        studio = studio or Studio()
        code = written(film, **sections)
        run = check_result(await self.run(code, studio), film)
        assert run.outcome == "done", f"{run.error}\n{code}"
        studio.result = run.result
        return studio
