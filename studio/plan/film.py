"""The film: everything that one brief asks for, and what it asks that cannot be made."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from studio.nouns.vocabulary import ExportPurpose
from studio.plan.parts import (
    LONGEST_FILM,
    Criterion,
    Finish,
    Part,
    Path,
    Shape,
    Short,
    Sound,
    Text,
    Title,
    measured,
)
from studio.plan.shots import Edit, Shot, Take

MOST_SHOTS, MOST_ASKED, MOST_CHOICES = 24, 160, 4


class LeftOut(Part):
    """Words of the brief that the plan does not hold. `start` and `end` are their place in the
    brief's text, in characters; both 0 where it is not known."""

    words: Short
    reason: Annotated[str, Field(max_length=200)]
    start: Annotated[int, Field(ge=0)] = 0
    end: Annotated[int, Field(ge=0)] = 0


class Asked(Part):
    """Words that set a parameter: of the brief, or of a note on the piece. `path` is the
    parameter's as in a change, `luca_waving.camera.framing`; `start` and `end` as of what is left
    out."""

    path: Annotated[str, Field(min_length=1, max_length=120)]
    words: Short
    start: Annotated[int, Field(ge=0)] = 0
    end: Annotated[int, Field(ge=0)] = 0


class OpenQuestion(Part):
    """What a brief leaves open: it can be read in several ways, or lacks what cannot be guessed.
    The plan has the first of `choices`; one that is refused has none of them. `words` of the brief
    are what is in doubt."""

    text: Annotated[str, Field(min_length=1, max_length=160, description="one short question")]
    words: Short = ""
    choices: Annotated[list[Short], Field(max_length=MOST_CHOICES)] = []


class Film(Part):
    """The plan. Its shots are in the order of the film; those that are `separate` are pieces of
    their own, handed over beside it.

    With `refused` true nothing is made, and `message` says why, with an example that would work.
    Nothing is approved while `left_out` holds something.
    """

    # A reply must say its shots, be they none: a server that guides a model's decoding by the
    # schema lets it go past what may be left out, and never back.
    model_config = ConfigDict(json_schema_extra={"required": ["intent", "shots"]})

    intent: Text
    title: Short = ""
    shots: Annotated[list[Shot], Field(max_length=MOST_SHOTS)] = []
    shape: Shape = Shape()
    length: Annotated[
        float,
        measured("s", ge=0, le=LONGEST_FILM, description="asked for; 0: the sum of the shots"),
    ] = 0
    sound: Sound = Sound()
    finish: Finish = Finish()
    subtitles: bool = False
    opening: Title | None = None
    closing: Title | None = None
    exports: Annotated[
        list[ExportPurpose], Field(max_length=4, description="files besides the video")
    ] = []
    fixed: Annotated[
        list[Path],
        Field(max_length=12, description="parameters that the brief names: not to be changed"),
    ] = []
    criteria: Annotated[list[Criterion], Field(max_length=12)] = []
    asked: Annotated[list[Asked], Field(max_length=MOST_ASKED)] = []
    left_out: Annotated[list[LeftOut], Field(max_length=16)] = []
    lessons_applied: Annotated[list[Text], Field(max_length=6)] = []
    refused: bool = False
    message: Text = ""
    question: OpenQuestion | None = None

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        ids = [shot.id for shot in self.shots]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"two shots have the id {twice[0]!r}; give each its own")
        if FILM_ID in ids:
            raise ValueError(f"{FILM_ID!r} means the film itself and is no shot's id")
        return self

    @property
    def cut(self) -> list[Shot]:
        """The shots that make up the film, in order."""
        return [shot for shot in self.shots if not shot.separate]

    @property
    def pieces(self) -> list[Shot]:
        """The shots that are handed over by themselves."""
        return [shot for shot in self.shots if shot.separate]

    @property
    def is_assembled(self) -> bool:
        """Whether the cut is put together after its shots are made: because there are several, or
        because something lies over all of it."""
        over_all = (self.sound.music, self.sound.atmosphere, self.opening, self.closing)
        spoken = any(isinstance(shot, Take) and shot.lines for shot in self.cut)
        lettered = (self.subtitles and spoken) or any(shot.captions for shot in self.cut)
        finished = self.finish != Finish()
        return len(self.cut) > 1 or (bool(self.cut) and (any(over_all) or lettered or finished))

    @property
    def is_reshaped(self) -> bool:
        """Whether the brief names a size, shape or frame rate."""
        return any(path.split(".")[0] == "shape" for path in self.fixed)

    @property
    def has_own_size(self) -> bool:
        """Whether the brief names the width, height or shape of the picture."""
        return bool({"shape", "shape.width", "shape.height"} & set(self.fixed))

    @property
    def characters(self) -> list[str]:
        """Everybody who is seen or heard, in the order of appearance."""
        parts = [
            part
            for shot in self.shots
            for part in (*getattr(shot, "cast", []), *getattr(shot, "lines", []))
        ]
        return list(dict.fromkeys(part.character for part in parts))

    def shot(self, identifier: str) -> Shot | None:
        """The shot of that id, or None."""
        return next((shot for shot in self.shots if shot.id == identifier), None)

    def without_places(self) -> "Film":
        """The same without where in the brief the words stand: found again by the words, or of
        another brief."""
        asked = [one.model_copy(update={"start": 0, "end": 0}) for one in self.asked]
        return self.model_copy(update={"asked": asked})

    @property
    def footage(self) -> list[Edit]:
        """The edits among the shots."""
        return [shot for shot in self.shots if isinstance(shot, Edit)]


FILM_ID = "film"
