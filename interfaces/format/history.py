"""A session as it is told afterwards: its events, gathered by take. Nothing here is kept apart from
the events, so a report can always be made again."""

from dataclasses import dataclass, field
from datetime import datetime

from agents.outcome import Outcome, outcome_of
from interfaces.format.wording import Message, Narrator
from studio.nouns.artifact import ToolCall
from studio.nouns.event import Event, only
from studio.nouns.finding import Findings
from studio.nouns.program import Program
from studio.nouns.review import Lesson, Measurement, Review
from studio.plan import Film


@dataclass
class Take:
    """One version: the film it follows, its program, what that made, how it was judged."""

    number: int
    film: Film
    program: Program | None = None
    attempts: int = 0
    calls: list[ToolCall] = field(default_factory=list)
    measurements: list[Measurement] = field(default_factory=list)
    review: Review | None = None


@dataclass
class History:
    """All of one session. `sources` are the calls that looked at the brief's own media."""

    session: str
    outcome: Outcome
    started: datetime
    ended: datetime
    film: Film | None = None
    lessons: list[Lesson] = field(default_factory=list)
    findings: Findings | None = None
    sources: list[ToolCall] = field(default_factory=list)
    takes: list[Take] = field(default_factory=list)
    messages: list[tuple[datetime, Message]] = field(default_factory=list)
    delivered_take: int = 0


def history_of(events: list[Event]) -> History:
    """Gather the events of a session, which may still be going on."""
    told = History(
        events[0].session, outcome_of(events), started=events[0].time, ended=events[-1].time
    )
    narrator = Narrator()
    for event in events:
        _gather(told, event)
        message = narrator.tell(event)
        if message:
            told.messages.append((event.time, message))
    return told


def _gather(told: History, event: Event) -> None:
    data = event.data
    match event.kind:
        case "recall":
            told.lessons = [Lesson.model_validate(lesson) for lesson in data["lessons"]]
        case "plan" | "treated":
            told.film = Film.model_validate(data)
        case "findings":
            told.findings = Findings.model_validate(data)
        case "program":
            take = _take(told, int(data["iteration"]))
            take.program = only(Program, data)
            take.attempts += 1
        case "tool":
            calls = told.takes[-1].calls if told.takes else told.sources
            calls.append(ToolCall.model_validate(data))
        case "judged":
            found = [Measurement.model_validate(item) for item in data["measurements"]]
            _take(told, int(data["iteration"])).measurements = found
        case "review":
            _take(told, int(data["iteration"])).review = only(Review, data)
        case "delivered":
            told.delivered_take = int(data["iteration"])


def _take(told: History, number: int) -> Take:
    """The take of that number, begun if it is new."""
    for take in told.takes:
        if take.number == number:
            return take
    assert told.film, "a program before a film"
    told.takes.append(Take(number, told.film))
    return told.takes[-1]
