"""Measurements and the review that the critic writes from them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from studio.nouns.vocabulary import CriterionName
from studio.plan.change import Change
from studio.plan.parts import Identifier

# "look" is what a model with eyes says of the pictures themselves. Nothing measures it.
JudgedName = CriterionName | Literal["look"]


class Measurement(BaseModel):
    """One criterion measured on one deliverable: a shot by its id, or `film`. `score` is 0 to 10; 7
    and over passes."""

    model_config = ConfigDict(extra="forbid")

    shot: Identifier
    criterion: CriterionName
    value: float | str | None
    unit: Annotated[str, Field(max_length=24)] = ""
    target: Annotated[str, Field(max_length=80)] = ""
    score: Annotated[float, Field(ge=0, le=10)]
    passed: bool
    weight: Annotated[float, Field(ge=0, le=5)] = 1.0
    evidence: Annotated[str, Field(max_length=300)]
    change: Change | None = None


class Score(BaseModel):
    """The critic's score for one criterion, with its evidence."""

    model_config = ConfigDict(extra="forbid")

    shot: Identifier
    criterion: JudgedName
    score: Annotated[float, Field(ge=0, le=10)]
    evidence: Annotated[str, Field(max_length=300)]


class Fault(BaseModel):
    """Something wrong, and the change that mends it."""

    model_config = ConfigDict(extra="forbid")

    shot: Identifier
    criterion: JudgedName
    description: Annotated[str, Field(max_length=300)]
    change: Change


class Review(BaseModel):
    """The critic's reply. `lesson` is what a later brief of this kind should know."""

    model_config = ConfigDict(extra="forbid")

    scores: Annotated[list[Score], Field(max_length=80)]
    faults: Annotated[list[Fault], Field(max_length=24)] = []
    approved: bool
    summary: Annotated[str, Field(max_length=400)] = ""
    lesson: Annotated[str, Field(max_length=300)] = ""

    def overall(self) -> float:
        """The mean score, 0 to 10; 0 for a review without scores."""
        return sum(s.score for s in self.scores) / len(self.scores) if self.scores else 0.0


class Lesson(BaseModel):
    """A past critique as the director is reminded of it."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=300)]
    brief: Annotated[str, Field(max_length=400)]
    changes: list[Change] = []
    similarity: float = 0.0
    context: dict[str, Any] = Field(
        {}, description="of the shot at fault: kind, set, time_of_day, framing, character"
    )
