"""The thread of the group chat: what each event says to the others, in one message.

It is folded from the events as all of a session is, so that a resumed one has it whole. What the
members say in the chat, in whatever frame, and what a role's model is sent of it, are these
messages.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from agents.prompting import clip
from agents.rules.revision import Revision
from studio.nouns.event import Event, only
from studio.nouns.exchange import MeasuringCall
from studio.nouns.finding import Findings
from studio.nouns.program import Program, RunRecord
from studio.nouns.review import Measurement, Review
from studio.plan import Change, Film, Shot
from studio.plan.wording import counted, told_choice, told_reading, told_shot
from tools.estimate import Estimate

MOST_SENT, LONGEST_SENT = 8, 240  # messages that a model is sent, and characters of each
MOST_KEPT = 32
# What a role's own sections hold already, whole: it is not sent in short besides.
HELD: dict[str, frozenset[str]] = {
    "director": frozenset({"plan", "review"}),
    "analyst": frozenset({"plan", "calls", "results"}),
    "coder": frozenset(
        {"plan", "findings", "program", "run", "review", "interjection", "question", "answer"}
    ),
    "critic": frozenset({"plan", "run", "judged", "calls", "results", "question", "answer"}),
}


@dataclass(frozen=True)
class Told:
    """An event, with what it is about: the plan as it stands after it, and the revision that a
    review before it wanted."""

    event: Event
    film: Film | None
    revision: Revision | None

    @property
    def data(self) -> dict[str, Any]:
        """The event's own."""
        return self.event.data

    @cached_property
    def text(self) -> str:
        """What it says to the others, "" for nothing. Written when it is first wanted: of a session
        that goes on, most never is."""
        return _TELLERS[self.event.kind](self).strip()


class Thread:
    """The newest messages, and those that are new since they were last taken."""

    def __init__(self) -> None:
        self._newest: deque[Told] = deque(maxlen=MOST_KEPT)
        self._untaken: list[Told] = []

    def take(self, told: Told) -> None:
        """Add what an event says, if its kind says anything."""
        kind = told.event.kind
        if kind not in _TELLERS:
            return
        if kind != "interjection":  # nobody's turn
            self._untaken.append(told)
        if kind not in _PASSING:
            self._newest.append(told)

    def news(self) -> str:
        """What was said in the turns since the last call, a line each."""
        said = "\n".join(one.text for one in self._untaken if one.text)
        self.pass_over()
        return said

    def pass_over(self) -> None:
        """What was said so far is no news."""
        self._untaken = []

    def sent(self, role: str) -> list[dict[str, str]]:
        """What a role's model is sent beside its other sections: the newest messages that they do
        not hold, the newest last, the middle of long ones left away; of what is said in every
        take, the last time. Its size does not grow with the chat."""
        chosen: list[Told] = []
        for one in reversed(self._newest):
            kind = one.event.kind
            again = kind in _EACH_TAKE and any(kind == other.event.kind for other in chosen)
            if kind not in HELD[role] and not again and one.text:
                chosen.append(one)
        new = reversed(chosen[:MOST_SENT])
        return [{"who": one.event.actor, "says": clip(one.text, LONGEST_SENT)} for one in new]


def _recall(told: Told) -> str:
    characters, lessons = (len(told.data[name]) for name in ("characters", "lessons"))
    return f"{characters} characters are known, and {lessons} lessons of work like this."


def _plan(told: Told) -> str:
    """The director's plan in words; the studio's, which is the old one with changes, by these."""
    if told.event.actor != "director":
        assert told.revision
        changes = told.revision.applied + told.revision.open
        return f"To change: {'; '.join(map(_change, changes))}"
    refused = bool(told.data.get("refused"))
    film = Film.model_validate(told.data) if refused else told.film
    assert film
    if refused:
        asks = f" {film.question.text}" if film.question else ""
        return f"I can't make this. {film.message}{asks}"
    text = f"{film.intent} {'; '.join(map(_shot, film.shots))}."
    if film.lessons_applied:
        text += f" Remembered: {'; '.join(film.lessons_applied)}."
    if reading := told_reading(film):
        text += f" {reading}"
    if film.left_out:
        text += f" Left out: {', '.join(one.words for one in film.left_out)}."
    return text


def _change(change: Change) -> str:
    return f"{change.path} to {change.value} ({change.reason})"


def _shot(shot: Shot) -> str:
    judged = ", ".join(criterion.name for criterion in shot.criteria)
    return told_shot(shot) + (f"; judged by {judged}" if judged else "")


def _estimate(told: Told) -> str:
    return Estimate.model_validate(told.data).told()


def _gate(told: Told) -> str:
    gate, note = told.data["gate"], str(told.data.get("note", ""))
    if gate != "question":
        return f"The {gate} is {'approved' if told.data['approved'] else 'not approved'}. {note}"
    question = told.film.question if told.film else None
    assert question
    return f"{question.text} {note or told_choice(question) or 'Nobody answered.'}"


def _measured(told: Told) -> str:
    subjects = ", ".join(one["subject"] for one in told.data["measurements"])
    return f"Measured: {subjects or 'nothing'}."


def _calls(told: Told) -> str:
    calls = [MeasuringCall.model_validate(one) for one in told.data["calls"]]
    wanted = [f"{one.tool}({', '.join(str(two.value) for two in one.arguments)})" for one in calls]
    return f"Wants to measure: {'; '.join(wanted)}."


def _results(told: Told) -> str:
    results = told.data["results"]
    made = [f"{one['tool']} of {_subject(one)}" for one in results if "result" in one]
    refused = "; ".join(f"{one['tool']}: {one['error']}" for one in results if "error" in one)
    return f"Measured: {', '.join(made) or 'nothing'}. {f'Not: {refused}' if refused else ''}"


def _subject(result: dict[str, Any]) -> str:
    return ", ".join(str(value) for value in result["arguments"].values())


def _to_another(told: Told) -> str:
    return f"To the {told.data['to']}: {told.data['text']}"


def _findings(told: Told) -> str:
    findings = Findings.model_validate(told.data)
    return f"{findings.summary} ({counted(len(findings.findings), 'finding')})"


def _program(told: Told) -> str:
    program = only(Program, told.data)
    lines = counted(len(program.code.splitlines()), "line")
    return f"{program.plan or 'A program.'} ({lines}, take {told.data['iteration']})"


def _run(told: Told) -> str:
    record = only(RunRecord, told.data)
    if record.outcome != "done":
        return f"The program failed ({record.outcome}). {record.error}"
    made = ", ".join(f"{shot}: {value}" for shot, value in record.result.items())
    return f"Made with {counted(record.calls, 'tool call')}: {made}."


def _judged(told: Told) -> str:
    measured = [Measurement.model_validate(one) for one in told.data["measurements"]]
    failed = ", ".join(f"{one.criterion} of {one.shot}" for one in measured if not one.passed)
    passed = sum(one.passed for one in measured)
    return f"{passed} of {len(measured)} criteria pass; not: {failed or 'none'}."


def _review(told: Told) -> str:
    review = only(Review, told.data)
    verdict = "Approved" if review.approved else "Not approved"
    faults = "; ".join(f"{one.criterion} of {one.shot}: {one.description}" for one in review.faults)
    return f"{verdict}, {review.overall():.1f} of 10. {faults or review.summary}"


def _delivered(told: Told) -> str:
    names = ", ".join(one["path"].rsplit("/", 1)[-1] for one in told.data["deliverables"])
    return f"Delivered take {told.data['iteration']}: {names}."


def _text(told: Told) -> str:
    return str(told.data["text"])


def _ended(told: Told) -> str:
    return f"{told.data['message']} {told.data['fix']}"


_TELLERS: dict[str, Callable[[Told], str]] = {
    "recall": _recall,
    "plan": _plan,
    "treated": lambda told: str(told.data["intent"]),
    "estimate": _estimate,
    "gate": _gate,
    "interjection": _text,
    "measured": _measured,
    "calls": _calls,
    "results": _results,
    "question": _to_another,
    "answer": _to_another,
    "findings": _findings,
    "program": _program,
    "run": _run,
    "judged": _judged,
    "review": _review,
    "delivered": _delivered,
    "notice": _text,
    "ended": _ended,
}
_EACH_TAKE = {"plan", "findings", "program", "run", "judged", "review"}
# These tell of this hour or this machine, or what the plan holds: no model's business.
_PASSING = {"recall", "treated", "estimate", "measured", "delivered", "notice", "ended"}
