"""The readers that can be measured."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml

from agents.stage.recall import summary
from benchmarks.reading.plans import (
    CaptionRead,
    EditRead,
    LineRead,
    PieceRead,
    ReadPlan,
    RoleRead,
    ShotRead,
)
from llm.planner.director import plan
from studio.nouns.brief import Brief, Earlier, SourceMedia
from studio.nouns.sheet import CharacterSheet
from studio.plan import Edit, Film, Line, Picture, Role, Shot, Take, VoiceLine
from studio.plan.lengths import expected_length

SHEETS = Path(__file__).parents[2] / "configs" / "characters"

# The video that comes with a brief that says so, as the intake describes it.
SCENE: dict[str, Any] = {
    "handle": "video:0123456789abcdef",
    "name": "scene.mp4",
    "facts": {
        "width": 640,
        "height": 360,
        "duration": 6.02,
        "fps": 24.0,
        "frames": 144,
        "has_audio": True,
    },
}


class Reader(Protocol):
    """Reads a brief, or with `earlier` a note on the piece that `earlier` asked for."""

    def read(self, text: str, media: bool = False, earlier: str = "") -> ReadPlan: ...


@cache
def cast_section() -> list[dict[str, Any]]:
    """The character sheets that come with the studio, as the director is sent them."""
    sheets = [yaml.safe_load(path.read_text()) for path in sorted(SHEETS.glob("*.yaml"))]
    return [summary(CharacterSheet.model_validate(sheet)) for sheet in sheets]


class PlannerReader:
    """The offline planner through its director, with the sections that the crew sends. A note is a
    brief of its own with the piece before it as EARLIER, as in the chat: the director tells from
    the words that it is one."""

    def read(self, text: str, media: bool = False, earlier: str = "") -> ReadPlan:
        if not earlier:
            return read_plan(self._plan(text, media))
        before = self._plan(earlier, media)
        known = None if before.refused else Earlier(session="before", text=earlier, plan=before)
        return read_plan(self._plan(text, media, known))

    def _plan(self, text: str, media: bool, earlier: Earlier | None = None) -> Film:
        came = [SourceMedia.model_validate(SCENE)] if media else []
        brief = Brief(text=text, media=came)
        sections: dict[str, Any] = {
            "BRIEF": brief.model_dump(mode="json", exclude={"earlier"}),
            "CHARACTERS": cast_section(),
            "LESSONS": [],
        }
        if earlier:
            sections["EARLIER"] = earlier.model_dump(mode="json")
        return plan(sections)


def read_plan(film: Film) -> ReadPlan:
    """A film in the terms of the held-out briefs: its cut is one piece, and each separate shot is
    one more, in the order of the shots."""
    pieces: list[PieceRead] = []
    for shot in film.shots:
        if shot.separate:
            pieces.append(_piece(film, [shot]))
        elif shot is film.cut[0]:
            pieces.append(_film(film))
    return ReadPlan(
        pieces=pieces,
        left_out=[part.words for part in film.left_out],
        refused=film.refused,
        message=film.message,
    )


def _film(film: Film) -> PieceRead:
    over_all = {
        "length": film.length or None,
        "music": film.sound.music,
        "atmosphere": film.sound.atmosphere,
        "subtitles": film.subtitles,
        "opening_title": film.opening.text if film.opening else None,
        "closing_title": film.closing.text if film.closing else None,
    }
    piece = _piece(film, film.cut)
    return piece.model_copy(update=over_all | {"look": piece.look or film.finish.look})


def _piece(film: Film, shots: list[Shot]) -> PieceRead:
    first = shots[0]
    size = first.size if isinstance(first, Picture) else film.shape
    seen = next((shot for shot in shots if isinstance(shot, Picture | Take)), None)
    steps = [step for shot in shots if isinstance(shot, Edit) for step in shot.steps]
    at = 0.0 if first.separate or not film.opening else film.opening.seconds
    captions: list[CaptionRead] = []
    for shot in shots:
        captions += _captions(shot, at)
        gone = shot.transition.seconds if shot.transition.kind != "cut" else 0.0
        at += expected_length(shot) - gone
    return PieceRead(
        shots=[_shot(shot, last=shot is shots[-1]) for shot in shots],
        width=size.width,
        height=size.height,
        fps=film.shape.fps,
        quality=seen.quality if seen else None,
        transparent=isinstance(first, Picture) and first.transparent,
        look=next((step.look for step in steps if step.look), None),
        captions=captions,
        exports=[] if isinstance(first, Picture | VoiceLine) else film.exports,
    )


def _captions(shot: Shot, at: float) -> list[CaptionRead]:
    """The captions of a shot that begins at `at` seconds. An end that is not said is the shot's,
    where its length is known."""
    length = expected_length(shot) if not isinstance(shot, Picture) or not shot.separate else 0.0
    return [
        CaptionRead(
            text=caption.text,
            start=at + caption.start,
            end=at + end if (end := _end(caption.start, caption.seconds, length)) else None,
        )
        for caption in shot.captions
    ]


def _end(start: float, seconds: float, length: float) -> float:
    return start + seconds if seconds else length


def _shot(shot: Shot, last: bool) -> ShotRead:
    read = ShotRead(
        kind=shot.kind,
        duration=shot.length or None,
        transition=None if last or shot.separate else _TRANSITIONS[shot.transition.kind],
    )
    if isinstance(shot, VoiceLine | Take):
        read = read.model_copy(update={"lines": [_line(line) for line in shot.lines]})
    if isinstance(shot, Picture | Take):
        seen = shot.place.model_dump() | shot.camera.model_dump()
        seen["camera_move"] = seen.pop("move", None)
        read = read.model_copy(update=seen | {"cast": [_role(role) for role in shot.cast]})
    if isinstance(shot, Take):
        read = read.model_copy(update={"speed": shot.speed})
    if isinstance(shot, Edit):
        edits = [EditRead(**step.model_dump(exclude={"other"})) for step in shot.steps]
        read = read.model_copy(update={"edits": edits})
    return read


# A fade through black has a name of its own in the held-out briefs.
_TRANSITIONS = {
    "cut": "cut",
    "dissolve": "dissolve",
    "wipe": "wipe",
    "fade_through_black": "fade_black",
}


def _role(role: Role) -> RoleRead:
    return RoleRead(character=role.character, action=role.action, expression=role.expression)


def _line(line: Line) -> LineRead:
    """A line without a language is in the speaker's own."""
    own = {entry["name"]: entry["language"] for entry in cast_section()}
    return LineRead(
        character=line.character,
        text=line.text,
        language=line.language or own.get(line.character),
        emotion=line.emotion,
    )


READERS: dict[str, Callable[[], Reader]] = {"planner": PlannerReader}
