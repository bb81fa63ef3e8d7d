"""The brief: a person's words, and the media that came with them."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from studio.nouns.artifact import MediaFacts
from studio.plan import Change, Film

# What joins words that borrow to the others, before them and at the beginning without them.
_BEFORE = r"\s*[,;]?\s*(?:\b(?:and|but)\s+)?"
_BEGINNING = re.compile(r"^(?:[\s,;.]|(?:and|but|please)\b)+", re.IGNORECASE)


class SourceMedia(BaseModel):
    """A file that came with the brief, already in the artifact store."""

    model_config = ConfigDict(extra="forbid")

    handle: str
    name: str
    facts: MediaFacts = MediaFacts()


class Earlier(BaseModel):
    """A piece that was made before, on which the brief may be a note. With `revised` true it is
    one; else the director tells from the words."""

    model_config = ConfigDict(extra="forbid")

    session: str
    text: str
    plan: Film
    revised: bool = False


class Borrowed(BaseModel):
    """A part of another piece that is wanted here: the `words` that ask for it, the session that it
    comes from, and what it changes in the plan. `told`: a sentence on what is taken from where."""

    model_config = ConfigDict(extra="forbid")

    words: str
    session: str
    told: str = ""
    changes: list[Change]


class Answered(BaseModel):
    """What a person said when a brief was asked back. `words` of the brief are what the question
    was about, `start` and `end` their place in it; both 0 where it was about none."""

    model_config = ConfigDict(extra="forbid")

    question: str
    words: str = ""
    start: Annotated[int, Field(ge=0)] = 0
    end: Annotated[int, Field(ge=0)] = 0
    answer: Annotated[str, Field(min_length=1, max_length=400)]


class Brief(BaseModel):
    """What a person asked for. `changes` were made by hand to the plan of the `earlier` piece;
    `answered` is what they said when they were asked back. `may_ask`: they are there, and can be
    asked what it leaves open."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    media: Annotated[list[SourceMedia], Field(max_length=16)] = []
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    earlier: Earlier | None = None
    changes: Annotated[list[Change], Field(max_length=48)] = []
    borrowed: Annotated[list[Borrowed], Field(max_length=8)] = []
    answered: Answered | None = None
    may_ask: bool = False

    @property
    def own_words(self) -> str:
        """The text without the words that borrow; empty where it has no others."""
        text = self.text
        for one in self.borrowed:
            text = re.sub(_BEFORE + re.escape(one.words), "", text, count=1)
        return _BEGINNING.sub("", text) if self.borrowed else text
