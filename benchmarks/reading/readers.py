"""The readers that can be measured."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml

from benchmarks.reading.plans import (
    EditRead,
    LineRead,
    PieceRead,
    ReadPlan,
    RoleRead,
    ShotRead,
)
from llm.planner.director import plan
from studio.nouns.treatment import Shot, Treatment

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
    return [
        {
            "name": sheet["name"],
            "aliases": sheet.get("aliases", []),
            "description": sheet["description"],
            "traits": sheet["traits"],
            "language": sheet["voice"]["language"],
        }
        for sheet in sheets
    ]


class PlannerReader:
    """The embedded planner through its director. A note is given to it in NOTES, the way in which a
    person speaks to the crew while a piece is made; the chat gives it as a brief of its own."""

    def read(self, text: str, media: bool = False, earlier: str = "") -> ReadPlan:
        brief = {"text": earlier or text, "media": [SCENE] if media else []}
        sections: dict[str, Any] = {"BRIEF": brief, "CHARACTERS": cast_section()}
        if earlier:
            before = plan(sections)
            sections |= {"TREATMENT": before.model_dump(mode="json"), "NOTES": f"- {text}"}
        return read_plan(plan(sections))


def read_plan(treatment: Treatment) -> ReadPlan:
    """A treatment in the terms of the held-out briefs. It knows no films: every shot is a piece."""
    return ReadPlan(
        pieces=[_piece(shot) for shot in treatment.shots],
        left_out=list(treatment.not_understood),
        refused=treatment.refused,
        message=treatment.message,
    )


def _piece(shot: Shot) -> PieceRead:
    read = ShotRead(
        kind="take" if shot.kind == "shot" else shot.kind,
        cast=[
            RoleRead(character=role.character, action=role.action, expression=role.expression)
            for role in shot.cast
        ],
        lines=[
            LineRead(
                character=line.character,
                text=line.text,
                language=line.language,
                emotion=line.emotion,
            )
            for line in shot.lines
        ],
        set=shot.set,
        time_of_day=shot.time_of_day,
        framing=shot.framing,
        angle=shot.angle,
        view=shot.view,
        camera_move=shot.camera_move,
        duration=shot.duration or None,
        edits=[EditRead(**edit.model_dump()) for edit in shot.edits],
    )
    return PieceRead(
        shots=[read],
        width=shot.width,
        height=shot.height,
        fps=shot.fps,
        quality=shot.quality,
        transparent=shot.transparent,
        music=shot.music,
        subtitles=shot.subtitles,
        opening_title=shot.title or None,
    )


READERS: dict[str, Callable[[], Reader]] = {"planner": PlannerReader}
