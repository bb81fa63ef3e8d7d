"""The protocol walked at random: what may follow what is written down once, and is all there is."""

import random

import pytest

from agents.flow.state import State
from agents.flow.steps import FOLLOWING, MOST_ROUNDS, Step, has_failed, next_step
from studio.nouns.event import Event
from studio.nouns.review import Fault, Review, Score
from studio.plan import Change, Film, OpenQuestion
from studio.settings import Budget
from tests.agents.brain import plan_for

WALKS = 8000
HANDLE = "image:0123456789abcdef"
BUDGET = Budget(iterations=2, program_attempts=2)


class Walk:
    """A session whose events are drawn by lot."""

    def __init__(self, seed: int):
        self.draw = random.Random(seed)
        self.state, self.number = State(), 0
        self.gates, self.late = self.draw.random() < 0.5, False
        self.stand_in = self.draw.random() < 0.5
        self.event("brief", "person", {"text": "a card"})

    def event(self, kind, actor, data):
        self.number += 1
        told = Event(session="s", number=self.number, kind=kind, actor=actor, data=data)
        self.state.take(told)

    def chance(self, of=0.5):
        return self.draw.random() < of

    def step(self):
        """What comes next, after whatever else may happen meanwhile."""
        if self.chance(0.1):
            self.event("interjection", "person", {"text": "bright"})
        self.late = self.late or self.chance(0.02)
        return next_step(
            self.state, BUDGET, gates=self.gates, out_of_time=self.late, stand_in=self.stand_in
        )

    def take(self, step):
        """The event that a step writes, one of those that it may write."""
        getattr(self, "_" + step.name.lower())()

    def _recall(self):
        self.event("recall", "studio", {"characters": [], "lessons": []})

    def _plan(self):
        film = plan_for("nonsense" if self.chance(0.1) else "a card")
        if self.chance(0.3):
            film = film.model_copy(update={"question": OpenQuestion(text="Who?")})
        self.event("plan", "director", film.model_dump(mode="json"))

    def _estimate(self):
        data = {"seconds": 9 if self.chance(0.8) else 99, "steps": [], "budget": 10}
        self.event("estimate", "studio", data)

    def _gate(self, gate):
        yes = self.chance(0.7)
        note = "" if yes or self.chance() else "bright"
        self.event("gate", "person", {"gate": gate, "approved": yes, "note": note, "asked": True})

    def _question_gate(self):
        note = "Mina" if self.chance() else ""
        self.event("gate", "person", {"gate": "question", "approved": True, "note": note})

    def _plan_gate(self):
        self._gate("plan")

    def _delivery_gate(self):
        self._gate("delivery")

    def _measure(self):
        self.event("measured", "studio", {"measurements": []})

    def _calls(self):
        role = "critic" if self.state.run else "analyst"
        self.event("results", "studio", {"role": role, "of": "", "results": []})

    def _calls_instead(self, role):
        """Whether a role wants something measured first."""
        if self.state.rounds >= MOST_ROUNDS or self.chance(0.7):
            return False
        self.event("calls", role, {"role": role, "of": "", "calls": []})
        return True

    def _director_answers(self):
        self.event("answer", "director", {"to": "coder", "text": "Yes."})

    def _analyst_answers(self):
        self.event("answer", "analyst", {"to": "critic", "text": "Yes."})

    def _asks_instead(self, role, to):
        """Whether a role asks another one first."""
        if len(self.state.answers_to(role)) > 1 or self.chance(0.7):
            return False
        self.event("question", role, {"to": to, "text": "Is it?", "of": ""})
        return True

    def _findings(self):
        if self._calls_instead("analyst"):
            return
        self.event("findings", "analyst", {"summary": "none", "findings": []})

    def _stood_in(self):
        if self.chance(0.2):
            self.event("notice", "studio", {"text": "no recipe", "stood_in": True})
            return
        data = {"plan": "", "code": "2", "iteration": 1, "attempt": self.state.attempt + 1}
        self.event("program", "coder", data | {"stood_in": True})

    def _program(self):
        if has_failed(self.state, BUDGET):
            self._stood_in()
            return
        if self._asks_instead("coder", "director"):
            return
        code = "1" if self.chance(0.3) else str(self.number)
        data = {"plan": "", "code": code, "iteration": 1, "attempt": self.state.attempt + 1}
        self.event("program", "coder", data)

    def _run(self):
        done = self.chance(0.7)
        data = {"outcome": "done", "result": {"card_1": HANDLE}, "held": [HANDLE]}
        self.event("run", "sandbox", data if done else {"outcome": "error", "error": "broke"})

    def _judge(self):
        self.event("judged", "studio", {"measurements": []})

    def _review(self):
        if self._calls_instead("critic") or self._asks_instead("critic", "analyst"):
            return
        good = self.chance(0.3)
        value = "1" if self.chance() else "-2"  # -2 is what the plan has: no change
        change = Change(path="card_1.exposure", value=value, reason="dark")
        fault = Fault(shot="card_1", criterion="exposure", description="dark", change=change)
        score = Score(shot="card_1", criterion="exposure", score=9 if good else 3, evidence="e")
        review = Review(scores=[score], faults=[] if good else [fault], approved=good)
        self.event("review", "critic", review.model_dump(mode="json"))

    def _revise(self):
        film: Film = self.state.revision.film
        self.event("plan", "critic", film.model_dump(mode="json"))

    def _deliver(self):
        data = {"deliverables": [], "approved": True, "iteration": 1}
        self.event("delivered", "studio", data)

    def _remember(self):
        self.event("notice", "studio", {"text": "kept", "remembered": 0})


@pytest.fixture(scope="module")
def walked():
    """Every pair of steps of which one came after the other."""
    pairs = set()
    for seed in range(WALKS):
        walk, last, taken = Walk(seed), None, 0
        while last is not Step.END:
            step = walk.step()
            pairs.add((last, step))
            if step is not Step.END:
                walk.take(step)
            last, taken = step, taken + 1
            assert taken < 200, "a walk without an end"
    return pairs


def test_what_may_follow_is_what_follows(walked):
    written = {(step, then) for step, following in FOLLOWING.items() for then in following}
    written |= {(None, Step.RECALL)}
    assert written == walked
