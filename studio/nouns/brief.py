"""The brief: a person's words, and the media that came with them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from studio.nouns.artifact import MediaFacts
from studio.plan import Change, Film


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


class Brief(BaseModel):
    """What a person asked for. `changes` were made by hand to the plan of the `earlier` piece."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    media: Annotated[list[SourceMedia], Field(max_length=16)] = []
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    earlier: Earlier | None = None
    changes: Annotated[list[Change], Field(max_length=48)] = []
