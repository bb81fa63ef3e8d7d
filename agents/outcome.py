"""What came of a session, built from its events alone."""

from collections import defaultdict
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, computed_field

from agents.flow.state import fold
from studio.nouns.brief import Brief
from studio.nouns.event import Event
from studio.nouns.review import Review
from studio.plan import Film, LeftOut
from tools.estimate import Estimate

EXIT_CODES = {"approved": 0, "delivered": 3, "refused": 2, "failed": 1}
_ROLE_STEPS = {
    "director": "plan",
    "analyst": "findings",
    "coder": "program",
    "critic": "review",
}
_KIND_STEPS = {
    "measured": "measure",
    "treated": "measure",
    "calls": "measure",
    "results": "measure",
    "part": "review",
    "question": "answer",
    "tool": "run",
    "judged": "judge",
    "delivered": "deliver",
    "ended": "end",
}


class Cost(BaseModel):
    """What a session used. Cached calls are among the tool calls."""

    model_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    tool_calls: int = 0
    cached_calls: int = 0
    tool_seconds: float = 0.0

    @property
    def tokens(self) -> str:
        """The tokens of models in words: sent and answered; rules spend none."""
        if not (self.prompt_tokens or self.completion_tokens):
            return "no tokens of a model"
        return f"{self.prompt_tokens} + {self.completion_tokens} tokens"


class Deliverable(BaseModel):
    """A file that was handed over. A `part` is a shot, a sound or the timeline of the film that was
    handed over with it."""

    path: str
    kind: str
    handle: str
    shot: str
    part: bool = False
    facts: dict[str, Any] = {}


class Outcome(BaseModel):
    """The end of a session. One that was interrupted is `failed` and `open`: it can be resumed.
    `accepted`: a person takes it as it is, though it was not approved."""

    outcome: Literal["approved", "delivered", "refused", "failed"]
    session: str
    brief: Brief
    plan: Film | None = None
    estimate: Estimate | None = None
    deliverables: list[Deliverable] = []
    reviews: list[Review] = []
    program: str = ""
    timings: dict[str, float] = {}
    cost: Cost = Cost()
    message: str = ""
    fix: str = ""
    open: bool = False
    accepted: bool = False

    @computed_field
    @property
    def left_out(self) -> list[LeftOut]:
        """What the brief asks for and the piece does not hold."""
        return self.plan.left_out if self.plan else []

    @property
    def exit_code(self) -> int:
        """What the command line ends with."""
        return EXIT_CODES[self.outcome]

    @property
    def files(self) -> list[Path]:
        """What was handed over."""
        return [Path(item.path) for item in self.deliverables]

    @property
    def pieces(self) -> list[Path]:
        """The finished pieces among the files, without what a film is made of."""
        return [Path(item.path) for item in self.deliverables if not item.part]


def outcome_of(events: list[Event]) -> Outcome:
    """The outcome of the session that `events` tell, finished or not."""
    state = fold(events)
    assert state.brief, "a session begins with its brief"
    best = state.best()
    delivered = best if state.delivered else None
    files = state.delivered["deliverables"] if state.delivered else []
    program = delivered.code if delivered else (state.program.code if state.program else "")
    return Outcome(
        **_verdict(events, state.ended),
        session=events[0].session,
        brief=state.brief,
        plan=delivered.film if delivered else state.film,
        estimate=state.estimate,
        deliverables=[Deliverable(**file) for file in files],
        reviews=[version.review for version in state.versions],
        program=program,
        timings=_timings(events),
        cost=_cost(events),
        accepted=any(event.kind == "accepted" for event in events),
    )


def _verdict(events: list[Event], ended: dict[str, Any] | None) -> dict[str, Any]:
    if ended:
        return ended
    errors = [e.data for e in events if e.kind == "notice" and "exit_code" in e.data]
    resume = f"Go on with `python main.py resume {events[0].session}`."
    if not errors:
        cut_off = "The session was cut off."
        return {"outcome": "failed", "message": cut_off, "fix": resume, "open": True}
    newest = errors[-1]
    return {
        "outcome": "refused" if newest["exit_code"] == EXIT_CODES["refused"] else "failed",
        "message": newest["text"],
        "fix": newest["fix"] or resume,
        "open": True,
    }


def _timings(events: list[Event]) -> dict[str, float]:
    """Seconds of each step: the time before each of its events. A pause before a resume is none."""
    seconds: dict[str, float] = defaultdict(float)
    last = events[0].time
    for event in events[1:]:
        if event.kind in ("interjection", "accepted"):  # in another step's time, or after all
            continue
        if not event.data.get("resumed"):
            seconds[_step(event)] += (event.time - last).total_seconds()
        last = event.time
    return {step: round(value, 3) for step, value in seconds.items()}


def _step(event: Event) -> str:
    if event.kind in ("reply", "repair"):
        return _ROLE_STEPS[event.data["role"]]
    if event.kind == "notice":
        return event.data.get("step", "end")
    return _KIND_STEPS.get(event.kind, event.kind)


def _cost(events: list[Event]) -> Cost:
    cost = Cost()
    for event in events:
        if event.kind == "reply":
            cost.model_calls += 1
            cost.prompt_tokens += event.data["prompt_tokens"]
            cost.completion_tokens += event.data["completion_tokens"]
        elif event.kind == "tool":
            cost.tool_calls += 1
            cost.cached_calls += event.data["cached"]
            cost.tool_seconds += 0 if event.data["cached"] else event.data["seconds"]
    cost.tool_seconds = round(cost.tool_seconds, 3)
    return cost
