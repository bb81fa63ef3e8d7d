"""What a plan will cost, learnt from past calls."""

import pytest

from studio.errors import ToolError
from studio.nouns.artifact import Artifact, MediaFacts, ToolCall
from studio.nouns.brief import SourceMedia
from studio.plan import Edit, EditStep, Film
from studio.settings import load_settings
from tools.estimate import USUAL, _learnt, estimated


def taken(width: int, height: int, seconds: float) -> ToolCall:
    size = {"width": width, "height": height, "fps": 24, "length": 2.0}
    about = {"tool": "render_take", "version": 1, "engine": "blender", "cache_key": "0"}
    return ToolCall(**about, parameters=size, seconds=seconds)


def test_a_small_piece_does_not_tell_what_a_large_one_costs() -> None:
    assert _learnt([taken(96, 54, 15.0)])["render_take"] == USUAL["render_take"]
    assert _learnt([taken(96, 54, 15.0), taken(512, 288, 101.0)])["render_take"] == 2.0


@pytest.mark.parametrize(
    ("fps", "size", "speed", "smooth", "made"),
    [
        *((240, 640, 0.25, True, 0), (240, 640, 0.5, True, 0), (60, 640, 0.25, True, 360)),
        *((240, 640, 0.1, True, 0), (240, 640, 0.05, True, 480), (24, 640, 0.25, False, 0)),
        *((10, 4000, 0.25, True, 60), (24, 640, 2, True, 0)),
    ],
)
def test_slow_motion_costs_the_frames_that_it_makes(fps, size, speed, smooth, made) -> None:
    """Of two seconds of footage. Frames that are there cost nothing; large ones more than small."""
    source = "video:0123456789abcdef"
    facts = MediaFacts(width=size, height=size, duration=2.0, fps=float(fps))
    step = EditStep(kind="speed", amount=speed)
    film = Film(intent="slow", shots=[Edit(id="a", source=source, steps=[step], smooth=smooth)])
    media = [SourceMedia(handle=source, name="scene.mp4", facts=facts)]
    found = estimated(film, lambda *_: [], load_settings(), media)
    seconds = {step.name: step.seconds for step in found.steps}.get("slow_motion", 0.0)
    per_frame = USUAL["slow_motion"] * (0.7 + 0.3 * size**2 / (1280 * 720))
    assert seconds == pytest.approx(made * per_frame, rel=0.01, abs=0.1)


@pytest.mark.parametrize(("look", "part", "size"), [("clay", 0, 1920), ("ink", 0.5, 1280)])
def test_what_is_drawn_costs_its_frames(look, part, size) -> None:
    """Of two seconds of footage, or of a part of it; what past calls cost is learnt by frame."""
    source = "video:0123456789abcdef"
    facts = MediaFacts(width=size, height=size * 9 // 16, duration=2.0, fps=24.0)
    place = {"where": "end", "seconds": part} if part else {}
    step = EditStep(kind="stylize", style=look, **place)
    film = Film(intent="drawn", shots=[Edit(id="a", source=source, steps=[step])])
    media = [SourceMedia(handle=source, name="scene.mp4", facts=facts)]
    about = {"tool": "stylize", "version": 1, "engine": "opencv", "cache_key": "0"}
    past = {
        "parameters": {"video": source, "look": look},
        "result": {"video": "video:fedcba9876543210"},
        "seconds": 96.0,  # two for each of its 48 frames
    }
    small = MediaFacts(width=1280, height=720, duration=2.0, fps=24.0)
    made = Artifact(
        handle="video:fedcba9876543210", kind="video", suffix=".mp4", sha256="0" * 64, facts=small
    )

    def kept(handle: str) -> Artifact:
        if handle == made.handle:
            return made
        raise ToolError("it is gone.")

    def gone(handle: str) -> Artifact:
        raise ToolError("it is gone.")

    drawn = (part or 2.0) * 24 * (size / 1280) ** 2
    calls = [ToolCall(**about, **past).model_dump(mode="json")]
    for recent, known, each in (
        ([], kept, USUAL[f"stylize_{look}"]),
        (calls, kept, 2.0),
        (calls, gone, USUAL[f"stylize_{look}"]),
    ):
        found = estimated(film, lambda *_, told=recent: told, load_settings(), media, known)
        seconds = {one.name: one.seconds for one in found.steps}[f"stylize_{look}"]
        assert seconds == pytest.approx(drawn * each, rel=0.01)
