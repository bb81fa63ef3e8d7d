"""Where a session stands, folded from its events and from nothing else."""

from dataclasses import dataclass, field, replace
from typing import Any

from agents.flow.thread import Thread, Told
from agents.rules.asking import place_of
from agents.rules.deliverables import held_by_shot
from agents.rules.revision import Revision, revise
from studio.nouns.brief import Answered, Brief
from studio.nouns.event import Event, only
from studio.nouns.exchange import MeasuringCall
from studio.nouns.finding import Findings
from studio.nouns.program import Program, RunRecord
from studio.nouns.review import Measurement, Review
from studio.plan import Film
from tools.estimate import Estimate

# Of the newest versions, the reviewed one among them, no change goes back to the plans: so a turn
# costs the same however late.
LOOKED_BACK = 16


@dataclass(frozen=True)
class Version:
    """One program that ran, was measured and reviewed. `handles` are its deliverables by shot."""

    iteration: int
    film: Film
    code: str
    handles: dict[str, list[str]]
    measurements: list[Measurement]
    review: Review

    def rank(self) -> tuple[bool, float, int]:
        """Better versions rank higher: approved, then mean score, then fewest faults."""
        return self.review.approved, round(self.review.overall(), 3), -len(self.review.faults)


@dataclass(frozen=True)
class Wanted:
    """Calls of measuring tools that a role waits for; `of`: the shot that the critic is at."""

    role: str
    of: str
    calls: list[MeasuringCall]


@dataclass(frozen=True)
class InnerQuestion:
    """What a role asks another one, with its answer once there is one; `of`: the shot that the
    critic is at."""

    role: str
    text: str
    of: str = ""
    answer: str = ""


@dataclass
class State:
    """The session so far. `take` is the only way in which it changes."""

    brief: Brief | None = None
    recall: dict[str, Any] | None = None
    film: Film | None = None
    estimate: Estimate | None = None
    asked: bool = False
    asked_back: bool = False
    plan_gate: bool | None = None  # a person's answer
    delivery_gate: bool | None = None
    measured: list[dict[str, Any]] | None = None
    findings: Findings | None = None
    wanted: Wanted | None = None
    results: list[dict[str, Any]] = field(default_factory=list)
    rounds: int = 0
    question: InnerQuestion | None = None
    answered: list[InnerQuestion] = field(default_factory=list)
    parts: dict[str, Review] = field(default_factory=dict)
    program: Program | None = None
    attempt: int = 0
    stood_in: bool = False  # for the coder, or tried to
    run: RunRecord | None = None
    judged: list[Measurement] | None = None
    review: Review | None = None
    revision: Revision | None = None
    versions: list[Version] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    notes_heard: int = 0
    needs_program: bool = True
    freshly_planned: bool = True
    delivered: dict[str, Any] | None = None
    remembered: bool = False
    ended: dict[str, Any] | None = None
    thread: Thread = field(default_factory=Thread)

    @property
    def iteration(self) -> int:
        """The version being worked on, from 1."""
        return len(self.versions) + (0 if self.review else 1)

    @property
    def unheard(self) -> bool:
        """Whether a person said something that the director has not yet answered."""
        return self.notes_heard < len(self.notes)

    @property
    def has_question(self) -> bool:
        """Whether the first plan leaves open what a person may be asked, once a brief."""
        fresh = self.estimate is None and not self.versions and not self.notes
        return bool(self.film and self.film.question) and fresh and not self.asked_back

    @property
    def agreed(self) -> bool:
        """Whether a person was asked about the plan, and said yes."""
        return bool(self.plan_gate) and self.asked

    @property
    def last_run_failed(self) -> bool:
        """Whether the newest program was refused or broke."""
        return self.run is not None and self.run.outcome != "done"

    def results_of(self, role: str, of: str = "") -> list[dict[str, Any]]:
        """What came of a role's calls in this turn, with `of` of those of one shot."""
        mine = [one for one in self.results if one["role"] == role]
        return [one for one in mine if not of or one["of"] == of]

    def answers_to(self, role: str, of: str = "") -> list[InnerQuestion]:
        """What a role was answered in this take; with `of`, of that shot."""
        mine = [one for one in self.answered if one.role == role]
        return [one for one in mine if not of or one.of == of]

    def _calls_end(self) -> None:
        """The role that could call has answered, or has nothing to answer any more."""
        self.wanted, self.results, self.rounds, self.parts = None, [], 0, {}
        self.question = None
        self.answered = [one for one in self.answered if one.role != "critic"]

    def held(self) -> frozenset[str]:
        """The handles that a program is given at its start: those of the brief's media, and what
        earlier versions handed over. What else a tool has made is held by the attempt that called
        it: a later one calls again, and is answered from the store."""
        media = [item.handle for item in self.brief.media] if self.brief else []
        earlier = [handles for version in self.versions for handles in version.handles.values()]
        return frozenset(media).union(*earlier)

    def best(self) -> Version | None:
        """The version to deliver; the later one of equals."""
        return max(self.versions, key=lambda v: (v.rank(), v.iteration), default=None)

    def take(self, event: Event) -> None:
        """Move on by one event."""
        wanted = self.revision  # what a plan of the studio's answers
        film = self.film
        handler = getattr(self, f"_take_{event.kind}", None)
        if handler:
            handler(event)
        self.thread.take(Told(event, self.film or film, wanted))

    def _take_brief(self, event: Event) -> None:
        self.brief = Brief.model_validate(event.data)

    def _take_recall(self, event: Event) -> None:
        self.recall = event.data

    def _take_plan(self, event: Event) -> None:
        """The director's is a new plan. The studio's own is the old one with the critic's changes,
        and keeps what was found out for it."""
        film = Film.model_validate(event.data)
        by_director = event.actor == "director"
        if by_director:
            self.notes_heard = len(self.notes)
            if film.refused and self.film is not None:
                return  # a note that was not understood leaves the plan as it was
            self.plan_gate = self.estimate = None
            self.measured = self.findings = None
            self._calls_end()
        self.film = film
        self.question, self.answered = None, []
        self.freshly_planned = by_director
        self.attempt, self.stood_in = 0, False
        self.run = self.judged = self.review = self.revision = self.delivery_gate = None
        self.needs_program = True

    def _take_treated(self, event: Event) -> None:
        """The plan with what the director chose when the footage was known."""
        self.film = Film.model_validate(event.data)

    def _take_estimate(self, event: Event) -> None:
        self.estimate = Estimate.model_validate(event.data)

    def _take_gate(self, event: Event) -> None:
        answer, note = bool(event.data["approved"]), str(event.data.get("note", ""))
        if event.data["gate"] == "question":
            self._take_answer_back(note)
            return
        if event.data["gate"] == "plan":
            self.plan_gate = answer
            self.asked = bool(event.data.get("asked"))
        else:
            self.delivery_gate = answer
        if not answer and note:
            self.notes.append(note)

    def _take_answer_back(self, answer: str) -> None:
        """What a person says becomes part of the brief, which is planned anew. Without an answer
        that is done where more was left open: the director may have waited for it."""
        assert self.brief and self.film and self.film.question, "an answer without a question"
        self.asked_back = True
        if not answer:
            self.film = None if self.film.left_out or self.film.refused else self.film
            return
        question = self.film.question
        words = question.words
        start, end = place_of(words, self.brief.text)
        said = Answered(question=question.text, words=words, answer=answer, start=start, end=end)
        self.brief = self.brief.model_copy(update={"answered": said})
        self.film = None

    def _take_interjection(self, event: Event) -> None:
        self.notes.append(str(event.data["text"]))

    def _take_measured(self, event: Event) -> None:
        self.measured = event.data["measurements"]

    def _take_calls(self, event: Event) -> None:
        calls = [MeasuringCall.model_validate(one) for one in event.data["calls"]]
        self.wanted = Wanted(event.data["role"], event.data["of"], calls)
        self.rounds += 1

    def _take_results(self, event: Event) -> None:
        whose = {"role": event.data["role"], "of": event.data["of"]}
        self.results += [one | whose for one in event.data["results"]]
        self.wanted = None

    def _take_question(self, event: Event) -> None:
        self.question = InnerQuestion(event.actor, event.data["text"], event.data["of"])

    def _take_answer(self, event: Event) -> None:
        assert self.question, "an answer without a question"
        self.answered.append(replace(self.question, answer=event.data["text"]))
        self.question = None

    def _take_part(self, event: Event) -> None:
        self.parts[event.data["of"]] = Review.model_validate(event.data["review"])

    def _take_findings(self, event: Event) -> None:
        self._calls_end()
        self.findings = Findings.model_validate(event.data)

    def _take_program(self, event: Event) -> None:
        self.program = only(Program, event.data)
        self.attempt = int(event.data["attempt"])
        self.stood_in = self.stood_in or "stood_in" in event.data
        self.run = None
        self.needs_program = False

    def _take_run(self, event: Event) -> None:
        self._calls_end()
        self.run = only(RunRecord, event.data)

    def _take_judged(self, event: Event) -> None:
        self.judged = [Measurement.model_validate(item) for item in event.data["measurements"]]

    def _take_review(self, event: Event) -> None:
        assert self.film and self.program and self.run, "a review without a run"
        self._calls_end()
        review = only(Review, event.data)
        self.versions.append(
            Version(
                self.iteration,
                self.film,
                self.program.code,
                held_by_shot(self.run),
                self.judged or [],
                review,
            )
        )
        earlier = [version.review for version in self.versions[:-1]]
        before = [version.film for version in self.versions[-LOOKED_BACK:-1]]
        self.revision = revise(self.film, review, earlier, before)
        self.review = review

    def _take_delivered(self, event: Event) -> None:
        self.delivered = event.data

    def _take_notice(self, event: Event) -> None:
        self.remembered = self.remembered or "remembered" in event.data
        self.stood_in = self.stood_in or "stood_in" in event.data

    def _take_ended(self, event: Event) -> None:
        self.ended = event.data


def fold(events: list[Event]) -> State:
    """The state after `events`."""
    state = State()
    for event in events:
        state.take(event)
    return state
