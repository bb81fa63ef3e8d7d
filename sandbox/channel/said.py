"""What a program may say over its channel, and what the supervisor says of its end. Each is checked
against its schema; JSON that is malformed, too deep or has a field too many is refused."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sandbox.docker.runner.values import count
from sandbox.docker.runner.wire import FrameError

LONGEST_NAME = 100
LONGEST_TEXT = 20_000
MOST_FRAMES = 8


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Worded(_Strict):
    text: Annotated[str, Field(max_length=LONGEST_TEXT)]


class Call(_Strict):
    """A tool is called."""

    said: Literal["call"]
    id: Annotated[int, Field(ge=1, lt=2**53)]
    tool: Annotated[str, Field(max_length=LONGEST_NAME)]
    args: Annotated[list[Any], Field(max_length=LONGEST_NAME)]
    kwargs: Annotated[dict[str, Any], Field(max_length=LONGEST_NAME)]


class Done(_Strict):
    """The program came to its end; `result` is its last expression's value."""

    said: Literal["done"]
    result: Any


class Unfit(_Worded):
    """It came to its end, and the result is no JSON."""

    said: Literal["unfit"]


class Syntax(_Worded):
    """It does not compile."""

    said: Literal["syntax"]
    line: int | None


class Refused(_Worded):
    """Its type check found errors, and it was not run."""

    said: Literal["refused"]


class Stopped(_Worded):
    """It was stopped by a limit on its time."""

    said: Literal["stopped"]


class Crashed(_Worded):
    """It raised. `frames` are lines and functions of its own, innermost last."""

    said: Literal["error"]
    kind: Annotated[str, Field(max_length=LONGEST_NAME)]
    frames: Annotated[
        list[Annotated[list[int | str], Field(min_length=2, max_length=2)]],
        Field(max_length=MOST_FRAMES),
    ]
    errno: int | None
    limit: bool


class Ended(BaseModel):
    """The supervisor's word: wait status, how many processes were left (None: some still are),
    whether the scratch folder is empty, whether output was dropped."""

    status: int
    left: int | None
    clean: bool
    dropped: bool


Said = Done | Unfit | Syntax | Refused | Stopped | Crashed
_SAID: TypeAdapter[Call | Said] = TypeAdapter(
    Annotated[
        Call | Done | Unfit | Syntax | Refused | Stopped | Crashed, Field(discriminator="said")
    ]
)


def read_said(text: bytes) -> Call | Said:
    """A program's message. FrameError when it is none, or holds more than may leave a sandbox."""
    try:
        said = _SAID.validate_json(text)
        count(said.result if isinstance(said, Done) else [])
        count([said.args, said.kwargs] if isinstance(said, Call) else [])
        return said
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise FrameError(first["msg"][:200]) from None
    except ValueError as error:  # too large, or no number
        raise FrameError(str(error)) from None


def read_ended(text: bytes) -> Ended:
    """The supervisor's message. FrameError when it is none."""
    try:
        return Ended.model_validate_json(text)
    except ValidationError as error:
        raise FrameError("the supervisor's last word is none") from error
