"""What a role may reply in place of its answer: calls of measuring tools, or a question to another
of the crew; and the answer to it."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from studio.nouns.finding import Findings
from studio.nouns.program import LONGEST_PROGRAM, Program, ProgramAgain
from studio.nouns.review import Review, Score

MOST_CALLS = 8  # in one reply


def _listed(value: Any) -> Any:
    """Arguments as models like to write them, `{"image": "image:…"}`, as a list."""
    if isinstance(value, dict):
        return [{"name": name, "value": one} for name, one in value.items()]
    return value


class Argument(BaseModel):
    """One argument of a call."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=40)]
    value: Annotated[str, Field(max_length=400)] | float | bool


class MeasuringCall(BaseModel):
    """A measuring tool, by its name, with what it is called with."""

    model_config = ConfigDict(extra="forbid")

    tool: Annotated[str, Field(max_length=60)]
    arguments: Annotated[list[Argument], BeforeValidator(_listed), Field(max_length=6)] = []

    def by_name(self) -> dict[str, Any]:
        """The arguments by their names."""
        return {one.name: one.value for one in self.arguments}


Asking = Annotated[str, Field(max_length=300)]
Calls = Annotated[list[MeasuringCall], Field(max_length=MOST_CALLS)]


class FindingsOrCalls(Findings):
    """The analyst's reply: what it wants measured first, or its findings."""

    summary: Annotated[str, Field(max_length=400)] = ""
    calls: Calls = []


class ReviewOrCalls(Review):
    """The critic's reply: what it wants measured or asks the analyst first, or its review."""

    scores: Annotated[list[Score], Field(max_length=80)] = []
    approved: bool = False
    calls: Calls = []
    question: Asking = ""


class ProgramOrQuestion(Program):
    """The coder's reply: a program, or a question to the director."""

    code: Annotated[str, Field(max_length=LONGEST_PROGRAM)] = ""
    question: Asking = ""


class ProgramAgainOrQuestion(ProgramAgain):
    """The same where a program is there already."""

    question: Asking = ""


class Answer(BaseModel):
    """What a role answers another one."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=600)]
