"""What a plan will cost in time, learnt from this machine's own past calls."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import Any

from pydantic import BaseModel, computed_field

from studio.errors import StudioError
from studio.media.rates import kept_every
from studio.nouns.artifact import Artifact, MediaFacts, ToolCall
from studio.nouns.brief import SourceMedia
from studio.nouns.event import EventKind
from studio.plan import Edit, EditStep, Film, Picture, Shot, Take, VoiceLine
from studio.plan.lengths import expected_film_length, expected_length
from studio.plan.wording import sentence
from studio.settings import Settings
from tools.engines.opencv.requests import LARGEST_DRAWN

# Seconds a unit where nothing was measured yet, on two cores; a unit is what `_units` counts.
USUAL = {
    "render_character": 9.0,  # a final 512x512
    "render_take": 1.3,  # a drawing of 512x288 in draft quality
    "speak": 1.2,  # a second of speech
    "make_music": 0.5,  # a second of music
    "make_atmosphere": 0.1,  # a second of it
    "assemble_film": 0.5,  # a second of 512x288
    "edit": 2.0,  # a second of footage, through all its steps
    "slow_motion": 0.5,  # a frame of 1280x720 that is made
    "stylize_ink": 0.2,  # a frame of 1280x720 that is drawn
    "stylize_watercolour": 0.5,
    "stylize_halftone": 0.3,
    "stylize_clay": 0.8,
}
FIXED = {"render_character": 4.0, "render_take": 5.0}  # seconds of a call whatever it renders
JUDGING = 0.35  # of the time that the shots take: measuring them
FINAL = 3.0  # how much longer final quality takes than draft
_STILL, _FRAME = 512 * 512, 512 * 288  # pixels
_MADE = 1280 * 720
_FOLLOWED = 0.7  # of a frame that is made: finding the motion, which is as long at any size
_UNKNOWN = MediaFacts(width=1280, height=720, duration=10.0, fps=25.0)  # footage, usually
_SLOW = 0.5  # a speed that is not told
LEARNT_FROM = 200  # calls, the newest
ROOM = 0.8  # of the budget that a proposal fills


class Step(BaseModel):
    """One kind of work, and the seconds that all of it takes."""

    name: str
    seconds: float


class Estimate(BaseModel):
    """What a plan will take. `proposal` says what would fit, where it does not fit the budget."""

    seconds: float
    steps: list[Step]
    budget: float
    proposal: str = ""

    @computed_field
    @property
    def fits(self) -> bool:
        """Whether it can be made within the budget."""
        return self.seconds <= self.budget

    def told(self) -> str:
        """`This will take about 12 min.`, and what would fit where that is too long."""
        text = f"This will take about {told_seconds(self.seconds)}."
        if self.fits:
            return text
        return f"{text} {told_seconds(self.budget)} are allowed: {self.proposal}."

    def refusal(self) -> str:
        """Why it is not begun."""
        long, allowed = told_seconds(self.seconds), told_seconds(self.budget)
        return f"This would take about {long} on this machine, and {allowed} are allowed."

    def way_on(self) -> str:
        """What would fit, as a sentence."""
        return sentence(self.proposal)


Recent = Callable[[EventKind, int], list[dict[str, Any]]]
"""The data of the newest events of a kind, at most so many."""

Known = Callable[[str], Artifact]
"""What the store knows of a handle; ToolError where it is gone."""


def estimated(
    film: Film,
    recent: Recent,
    settings: Settings,
    media: Sequence[SourceMedia] = (),
    known: Known | None = None,
) -> Estimate:
    """The seconds that `film` of these `media` will take on this machine, within the budget of
    `settings`. What calls made, whose size tells how much work they were, is `known`.

    Of the `recent` calls those that were really made (none from the store) and that usually take
    longer than their start-up count, by the median of their cost by unit of work; a usual value
    where there are none.
    """
    budget = settings.budget.minutes * 60
    calls = [ToolCall.model_validate(data) for data in recent("tool", LEARNT_FROM)]
    rates = _learnt(calls, known)
    work: dict[str, float] = {}
    footage = {one.handle: one.facts for one in media}
    for shot in film.shots:
        for tool, units in _work_of(shot, film, footage):
            work[tool] = work.get(tool, 0.0) + units * rates[tool] + FIXED.get(tool, 0.0)
    shots = sum(work.values())
    if film.is_assembled:
        length = expected_film_length(film)
        size = film.shape.width * film.shape.height / _FRAME
        work["assemble_film"] = length * size * rates["assemble_film"]
        if film.sound.music:
            work["make_music"] = length * rates["make_music"]
    work["judging"] = JUDGING * shots
    seconds = sum(work.values())
    steps = [Step(name=name, seconds=round(value, 1)) for name, value in work.items()]
    proposal = "" if seconds <= budget else _proposal(film, seconds, budget)
    return Estimate(seconds=round(seconds, 1), steps=steps, budget=budget, proposal=proposal)


def _learnt(past: Iterable[ToolCall], known: Known | None = None) -> dict[str, float]:
    costs: dict[str, list[float]] = {}
    for call in past:
        if call.cached or call.error:
            continue
        work, units = call.tool, _units(call.tool, call.parameters)
        if work == "stylize":
            work, units = f"stylize_{call.parameters['look']}", _drawn_by(call, known)
        fixed = FIXED.get(work, 0.0)
        # A small piece is mostly start-up: it tells nothing of what a unit costs.
        if units > 0 and units * USUAL.get(work, 0.0) >= fixed:
            costs.setdefault(work, []).append(max(0.0, call.seconds - fixed) / units)
    return USUAL | {work: median(found) for work, found in costs.items() if work in USUAL}


def _drawn_by(call: ToolCall, known: Known | None) -> float:
    """Frames of 1280x720 that a call of stylize drew; 0 where nobody knows."""
    handle = (call.result or {}).get("video")
    if known is None or not handle:
        return 0.0
    try:
        facts = known(handle).facts
    except StudioError:  # it was removed since
        return 0.0
    return _drawn(facts, facts.duration or 0.0)


def _drawn(facts: MediaFacts, seconds: float) -> float:
    """Frames of 1280x720 in so many seconds of a video."""
    size = min((facts.width or 0) * (facts.height or 0), LARGEST_DRAWN)
    return seconds * (facts.fps or 25.0) * size / _MADE


def _units(tool: str, parameters: dict[str, Any]) -> float:
    """How much work a call was."""
    size = float(parameters.get("width") or 512) * float(parameters.get("height") or 288)
    quality = FINAL if parameters.get("quality") == "final" else 1.0
    match tool:
        case "render_character":
            return size / _STILL * quality / FINAL
        case "render_take":
            drawings = float(parameters["length"]) * float(parameters["fps"])
            return drawings / (2 if parameters.get("on_twos") else 1) * size / _FRAME * quality
        case "speak":
            return max(1.0, len(str(parameters["text"])) / 14)
        case "make_music" | "make_atmosphere":
            return float(parameters["duration"])
        case _:
            return 0.0


def _work_of(
    shot: Shot, film: Film, footage: Mapping[str, MediaFacts]
) -> Iterable[tuple[str, float]]:
    for line in getattr(shot, "lines", []):
        yield "speak", _units("speak", {"text": line.text})
    if isinstance(shot, Picture):
        yield (
            "render_character",
            _units("render_character", shot.size.model_dump() | {"quality": shot.quality}),
        )
    elif isinstance(shot, Take):
        asked = film.shape.model_dump() | {"quality": shot.quality, "on_twos": True}
        yield (
            "render_take",
            _units("render_take", asked | {"length": expected_length(shot) * min(1.0, shot.speed)}),
        )
    elif isinstance(shot, Edit):
        source = footage.get(shot.source, _UNKNOWN)
        length = shot.length or source.duration or _UNKNOWN.duration or 0.0
        yield "edit", max(1.0, length) * max(1, len(shot.steps))
        for step in shot.steps:
            if step.kind == "stylize":
                drawn = _drawn(source, min(step.seconds or length, length))
                yield f"stylize_{step.style or 'ink'}", drawn
        slow = [step for step in shot.steps if step.kind == "speed" and shot.smooth]
        if made := _made(slow, source, length):
            size = (source.width or 0) * (source.height or 0) / _MADE
            yield "slow_motion", made * (_FOLLOWED + (1 - _FOLLOWED) * size)
    else:
        assert isinstance(shot, VoiceLine)


def _made(steps: Sequence[EditStep], source: MediaFacts, length: float) -> float:
    """Frames that slow motion makes: those it shows, but for the ones that are there."""
    speeds = [abs(step.amount or _SLOW) for step in steps]
    rate = Fraction(source.fps or 25.0)
    kept = kept_every(rate, min(speeds, default=1.0))
    made = 0.0
    for step, speed in zip(steps, speeds, strict=True):
        taken = Fraction(speed * kept).limit_denominator(100)  # frames from one to the next
        shown = min(step.seconds or length, length) / speed * float(rate / kept)
        made += shown * (1 - 1 / taken.denominator) if taken < 1 else 0.0
    return made


def _proposal(film: Film, seconds: float, budget: float) -> str:
    """What would fit: the same but shorter, or the same but smaller."""
    share = ROOM * budget / seconds
    length = expected_film_length(film)
    options = []
    if film.cut and length * share >= 1:
        shape = f"{film.shape.width}x{film.shape.height}"
        options.append(f"{length * share:.0f} s of it at {shape}")
    if film.cut:
        scale = max(share**0.5, 64 / min(film.shape.width, film.shape.height))
        width, height = (
            round(side * scale / 8) * 8 for side in (film.shape.width, film.shape.height)
        )
        if scale < 1 and width * height <= film.shape.width * film.shape.height * share * 1.1:
            options.append(f"all {length:g} s at {width}x{height}")
    told = " or ".join(options) or "a shorter or smaller piece"
    return f"{told} would fit, or a larger budget.minutes in configs/studio.yaml"


def told_seconds(seconds: float) -> str:
    """`40 s`, `12 min`, `3.5 h`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
