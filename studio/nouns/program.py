"""The coder's program, and what came of running it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

LONGEST_PROGRAM = 20000  # characters
RunOutcome = Literal["done", "type_error", "error", "timeout", "limit", "cancelled"]


class Program(BaseModel):
    """The coder's reply: one Python program against the tools.

    Its last expression is a dict from shot id to the handle of the finished artifact.
    """

    model_config = ConfigDict(extra="forbid")

    plan: Annotated[str, Field(max_length=600)] = ""
    code: Annotated[str, Field(min_length=1, max_length=LONGEST_PROGRAM)]


class Replacement(BaseModel):
    """A part of the program before, which stands in it exactly once, and what takes its place."""

    model_config = ConfigDict(extra="forbid")

    find: Annotated[str, Field(min_length=1, max_length=2000)]
    by: Annotated[str, Field(max_length=4000)]


class ProgramAgain(Program):
    """The coder's reply where a program is there already: a whole one in `code`, or the parts of it
    that change."""

    code: Annotated[str, Field(max_length=LONGEST_PROGRAM)] = ""
    replace: Annotated[list[Replacement], Field(max_length=24)] = []


class RunRecord(BaseModel):
    """What a sandbox says of one run; the same in every sandbox engine."""

    model_config = ConfigDict(extra="forbid")

    outcome: RunOutcome
    result: Any = None
    held: list[str] | None = Field(
        None, description="handles in the result; the run held them all; None in old records"
    )
    output: str = ""
    error: str = Field(
        "", description="worded for the coder: what, where in its own lines, what to do"
    )
    line: int | None = Field(None, description="1-based line of the program that failed")
    absent: str = Field(
        "",
        description="the tool that failed, for the footage lacks what it works on, as a face",
    )
    calls: int = 0
    seconds: float = 0.0
    engine: str = ""
