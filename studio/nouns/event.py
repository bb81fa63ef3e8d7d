"""Events: a session is an append-only list of these, and nothing else is the truth."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

EventKind = Literal[
    "brief",  # data: Brief
    "notice",  # data: {"text"}: what the studio itself has to say
    "recall",  # data: {"characters": [...], "lessons": [...]}
    "plan",  # data: studio.plan.Film
    "treated",  # data: studio.plan.Film: the director's treatment of footage, by what was found
    "estimate",  # data: tools.estimate.Estimate
    "measured",  # data: {"measurements": [...]}: source media, for the analyst
    "calls",  # data: {"role", "of", "calls": [MeasuringCall...]}: what a role wants measured
    "results",  # data: {"role", "of", "results": [{"tool", "arguments", "result" or "error"}]}
    "question",  # data: {"to", "text", "of"}: what a role asks another one
    "answer",  # data: {"to", "text"}
    "part",  # data: {"of", "review"}: the critic's review of one shot, before calls of another
    "findings",  # data: Findings
    "program",  # data: Program plus {"iteration", "attempt"}
    "tool",  # data: ToolCall
    "run",  # data: RunRecord plus {"iteration", "attempt"}
    "judged",  # data: {"iteration", "measurements": [Measurement...]}
    "review",  # data: Review plus {"iteration"}
    "reply",  # data: {"role", "model", "prompt_tokens", "completion_tokens", "seconds"}
    "repair",  # data: {"role", "error", "attempt"}
    "interjection",  # data: {"text"}: a person's words in mid-session
    "gate",  # data: {"gate", "approved", "note"}
    "delivered",  # data: {"deliverables": [...], "approved", "iteration"}
    "ended",  # data: {"outcome", "message", "fix"}
    "accepted",  # data: {"note"}: a person takes a piece that was not approved as it is
]
Actor = Literal["person", "studio", "director", "analyst", "coder", "critic", "sandbox"]

Noun = TypeVar("Noun", bound=BaseModel)


class Event(BaseModel):
    """One thing that happened. `number` counts from 1 within its session."""

    model_config = ConfigDict(extra="forbid")

    session: str
    number: Annotated[int, Field(ge=1)]
    kind: EventKind
    actor: Actor
    data: dict[str, Any]
    time: datetime = Field(default_factory=lambda: datetime.now(UTC))


def only(noun: type[Noun], data: dict[str, Any]) -> Noun:
    """`data` as `noun`, without what the event adds to it."""
    return noun.model_validate({key: data[key] for key in noun.model_fields if key in data})
