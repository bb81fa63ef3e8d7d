"""The arguments of the offers about whole pieces, and how they are checked."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from interfaces.commands.pieces.listing import NEWEST
from interfaces.intake.media import MAX_MEDIA, MAX_SEED
from studio.errors import InputError
from tools.declaration import wrong_arguments

Media = Annotated[
    list[str],
    Field(
        max_length=MAX_MEDIA,
        description="Paths of pictures, sounds or videos; `last` is what was made last.",
    ),
]
Seed = Annotated[int, Field(ge=0, le=MAX_SEED, description="Another seed, another variant.")]
SessionName = Annotated[str, Field(description="The session's id, or `last`.")]


class Arguments(BaseModel):
    """Of a call; what is not known is an error."""

    model_config = ConfigDict(extra="forbid")


class Brief(Arguments):
    """A brief. `text`: one sentence or more: who, doing what, how they feel, where, when, and what
    they say, in quotes."""

    text: Annotated[str, Field(description="What to make, in words.")]
    media: Media = []
    seed: Seed = 0


class Note(Arguments):
    """A change to a piece that was made."""

    text: Annotated[str, Field(description='What to change: "the same at night", "shorter".')]
    session: SessionName = NEWEST
    media: Media = []


class Asked(Arguments):
    """A question about a piece that was made."""

    question: Annotated[str, Field(description='"why the meadow?", "what changed in take 2?"')]
    of: Annotated[
        Literal["", "director", "analyst", "coder", "critic"],
        Field(description="Who is asked; empty for whoever knows."),
    ] = ""
    session: SessionName = NEWEST


_T = TypeVar("_T", bound=Arguments)


def checked(name: str, arguments: type[_T], given: dict[str, Any]) -> _T:
    """What was given, with defaults. InputError names the argument that is wrong."""
    try:
        return arguments.model_validate(given)
    except ValidationError as error:
        known = ", ".join(arguments.model_fields)
        raise InputError(
            f"{name} was called with {wrong_arguments(error)}.", f"Its arguments: {known}."
        ) from error
