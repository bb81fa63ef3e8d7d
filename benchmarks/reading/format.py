"""The format of the held-out briefs: each with the right reading of it, field by field.

tests/planner/heldout/README.md explains it.
"""

from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import Field, model_validator

from benchmarks.reading.plans import Part, PieceRead
from studio.nouns import vocabulary as known

FOLDER = Path(__file__).parents[2] / "tests" / "planner" / "heldout"
CAST = ("Alberto", "Giulia", "Luca", "Mina", "Nico")

# Word fields whose values are a closed list. What the studio could not yet hold when the briefs
# were written (a view from behind, transitions) is added here.
VOCABULARY: dict[str, tuple[str, ...]] = {
    "kind": ("picture", "voice_line", "take", "edit"),
    "character": CAST,
    "action": get_args(known.Action),
    "expression": get_args(known.Emotion),
    "emotion": get_args(known.Emotion),
    "language": get_args(known.Language),
    "set": get_args(known.SetName),
    "time_of_day": get_args(known.TimeOfDay),
    "framing": get_args(known.Framing),
    "angle": get_args(known.CameraAngle),
    "view": (*get_args(known.View), "back"),
    "camera_move": get_args(known.CameraMove),
    "quality": get_args(known.Quality),
    "music": get_args(known.Mood),
    "look": get_args(known.Look),
    "transition": ("cut", "dissolve", "wipe", "fade_black"),
    "where": get_args(known.EditPlace),
    "style": get_args(known.DrawnLook),
    "sound": get_args(known.SoundEffect),
    "side": get_args(known.Side),
    "edit": get_args(known.EditKind),
}


class ExpectedReading(Part):
    """The right reading of a brief.

    `left_out`: content words that cannot be shown and must be reported; `may_leave_out`: words
    that may be reported or not; `told`: words that the message must mention (a misspelt name that
    was taken for a near one); `or_left_out`: a field, and the word that may be reported in place
    of it; `changed`: for a note on an earlier piece, the fields that may differ (all else stays).
    """

    outcome: Literal["make", "refuse", "either"] = "make"
    pieces: list[PieceRead] = []
    left_out: list[str] = []
    may_leave_out: list[str] = []
    told: list[str] = []
    or_left_out: dict[str, str] = {}
    changed: list[str] = []

    @model_validator(mode="after")
    def _makes_something(self) -> "ExpectedReading":
        if (self.outcome == "make") != bool(self.pieces) and self.outcome != "either":
            raise ValueError("pieces are given exactly where the outcome is to make something")
        for field, value in _words_of(self.model_dump()):
            if unknown := [w for w in value.split("|") if w not in (*VOCABULARY[field], "none")]:
                raise ValueError(f"{field}: {unknown} not in {VOCABULARY[field]}")
        return self


class HeldOutBrief(Part):
    """One brief. `by`: the kind of person who writes so. `media`: a video came with it. `after`:
    the earlier brief on whose piece `text` is a note."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    by: str
    text: Annotated[str, Field(min_length=1)]
    media: bool = False
    after: str = ""
    expected: ExpectedReading


def _words_of(value: Any, inside: str = "") -> list[tuple[str, str]]:
    """(name of the vocabulary, words) of every word field, however deep it lies."""
    if isinstance(value, list):
        return [found for item in value for found in _words_of(item, inside)]
    if not isinstance(value, dict):
        return []
    found = []
    for name, item in value.items():
        vocabulary = "edit" if (inside, name) == ("edits", "kind") else name
        if vocabulary in VOCABULARY and isinstance(item, str) and inside != "or_left_out":
            found.append((vocabulary, item))
        found += _words_of(item, name)
    return found


def load_heldout(folder: Path = FOLDER) -> dict[str, list[HeldOutBrief]]:
    """The held-out briefs by group, a group a file. Raises ValidationError for a wrong one."""
    return {
        path.stem: [
            HeldOutBrief.model_validate(entry) for entry in yaml.safe_load(path.read_text())
        ]
        for path in sorted(folder.glob("*.yaml"))
    }
