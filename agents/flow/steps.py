"""The protocol: which step comes next. A state machine over the session's state; no model decides.

brief > recall > plan > [question gate, and back to plan] > estimate > [gate] > measure > findings,
      with calls of measuring tools before them, and before a review; the coder may ask the director
      before a program, the critic the analyst before a review
      > program > run > judge > review > revise (and back to program) or [gate] > deliver
      > remember > end
"""

from enum import StrEnum

from agents.flow.state import State
from studio.settings import Budget


class Step(StrEnum):
    """What happens next."""

    RECALL = "recall"
    PLAN = "plan"
    QUESTION_GATE = "question gate"
    ESTIMATE = "estimate"
    PLAN_GATE = "plan gate"
    MEASURE = "measure"
    CALLS = "calls"
    FINDINGS = "findings"
    PROGRAM = "program"
    DIRECTOR_ANSWERS = "director answers"
    ANALYST_ANSWERS = "analyst answers"
    RUN = "run"
    JUDGE = "judge"
    REVIEW = "review"
    REVISE = "revise"
    DELIVERY_GATE = "delivery gate"
    DELIVER = "deliver"
    REMEMBER = "remember"
    END = "end"


SPEAKERS: dict[Step, str] = {
    Step.PLAN: "director",
    Step.FINDINGS: "analyst",
    Step.DIRECTOR_ANSWERS: "director",
    Step.ANALYST_ANSWERS: "analyst",
    Step.PROGRAM: "coder",
    Step.RUN: "sandbox",
    Step.JUDGE: "sandbox",
    Step.REVIEW: "critic",
    Step.REVISE: "critic",
}
STUDIO = "studio"
MOST_ROUNDS = 6  # replies with calls, of a role in one turn
_DELIVERY = {Step.DELIVERY_GATE, Step.DELIVER}
_FINISH = {*_DELIVERY, Step.END}
# What may come after each step: all that `next_step` can give there, for whoever draws the
# protocol. A note that is not understood leaves the plan as it was, and the session goes on where
# it stood.
FOLLOWING: dict[Step, set[Step]] = {
    Step.RECALL: {Step.PLAN},
    Step.PLAN: set(Step)
    - {Step.RECALL, Step.JUDGE, Step.ANALYST_ANSWERS, Step.REVIEW, Step.REMEMBER},
    Step.QUESTION_GATE: {Step.PLAN, Step.ESTIMATE},
    Step.ESTIMATE: {Step.PLAN, Step.PLAN_GATE, Step.MEASURE, Step.DELIVER, Step.END},
    Step.PLAN_GATE: {Step.PLAN, Step.MEASURE, Step.DELIVERY_GATE, Step.END},
    Step.MEASURE: {Step.PLAN, Step.FINDINGS},
    Step.CALLS: {Step.PLAN, Step.FINDINGS, Step.REVIEW},
    Step.FINDINGS: {Step.PLAN, Step.CALLS, Step.PROGRAM, *_FINISH},
    Step.DIRECTOR_ANSWERS: {Step.PLAN, Step.PROGRAM, *_FINISH},
    Step.ANALYST_ANSWERS: {Step.REVIEW},
    Step.PROGRAM: {Step.PLAN, Step.DIRECTOR_ANSWERS, Step.RUN, *_FINISH},
    Step.RUN: {Step.PLAN, Step.PROGRAM, Step.JUDGE, *_FINISH},
    Step.JUDGE: {Step.REVIEW},
    Step.REVIEW: {Step.PLAN, Step.CALLS, Step.ANALYST_ANSWERS, Step.REVISE, *_DELIVERY},
    Step.REVISE: {Step.PLAN, Step.PROGRAM, *_DELIVERY},
    Step.DELIVERY_GATE: {Step.PLAN, Step.DELIVER, Step.END},
    Step.DELIVER: {Step.REMEMBER},
    Step.REMEMBER: {Step.END},
    Step.END: set(),
}


def speaker(step: Step) -> str:
    """Who takes a step: one of the four agents, the sandbox, or the studio itself. Who has the
    floor keeps it while the next step is its own as well."""
    return SPEAKERS.get(step, STUDIO)


def next_step(
    state: State, budget: Budget, *, gates: bool, out_of_time: bool, stand_in: bool = False
) -> Step:
    """The step that follows from `state`. `gates`: a person is asked before making and delivering;
    `out_of_time`: budget.minutes have passed, so that nothing more is begun; `stand_in`: who writes
    a program when all of the coder's have failed."""
    if state.delivered:
        return Step.END if state.remembered else Step.REMEMBER
    if state.recall is None:
        return Step.RECALL
    if state.film is None:
        return Step.PLAN
    if gates and state.has_question:
        return Step.QUESTION_GATE
    if state.film.refused:
        return Step.END
    if state.review:
        return _after_review(state, budget, gates, out_of_time)
    if state.run and not state.last_run_failed:
        return _towards_a_review(state)
    if state.unheard:
        return Step.PLAN
    if state.estimate is None:
        return Step.ESTIMATE
    if gates and state.plan_gate is None:
        return Step.PLAN_GATE
    if not state.estimate.fits and not state.agreed:
        return _finish(state, gates)
    if state.plan_gate is False:
        return _finish(state, gates)
    stands_in = stand_in and not state.stood_in
    return _towards_a_run(state, budget, gates, out_of_time, stands_in)


def has_failed(state: State, budget: Budget) -> bool:
    """Whether the coder has had its attempts at the program, and none of them ran."""
    return state.last_run_failed and state.attempt >= budget.program_attempts


def _towards_a_run(
    state: State, budget: Budget, gates: bool, out_of_time: bool, stands_in: bool
) -> Step:
    if state.measured is None:
        return Step.MEASURE
    if state.findings is None:
        return Step.CALLS if state.wanted else Step.FINDINGS
    if not state.needs_program and state.run is None:
        return _finish(state, gates) if _same_again(state) else Step.RUN
    if out_of_time or (has_failed(state, budget) and not stands_in):
        return _finish(state, gates)
    return Step.DIRECTOR_ANSWERS if state.question else Step.PROGRAM


def _towards_a_review(state: State) -> Step:
    if state.judged is None:
        return Step.JUDGE
    if state.question:
        return Step.ANALYST_ANSWERS
    return Step.CALLS if state.wanted else Step.REVIEW


def _same_again(state: State) -> bool:
    """The coder answered a review with the program that was reviewed: it would make the same."""
    return bool(state.versions and state.program and state.versions[-1].code == state.program.code)


def _after_review(state: State, budget: Budget, gates: bool, out_of_time: bool) -> Step:
    assert state.review and state.revision
    may_go_on = state.iteration < budget.iterations and not out_of_time
    if state.unheard and may_go_on:
        return Step.PLAN
    if not state.review.approved and may_go_on and state.revision.matters:
        return Step.REVISE
    return _finish(state, gates)


def _finish(state: State, gates: bool) -> Step:
    """Deliver the best version there is, if there is one and nobody holds it back."""
    if not state.versions:
        return Step.END
    if gates and state.delivery_gate is None:
        return Step.DELIVERY_GATE
    return Step.END if state.delivery_gate is False else Step.DELIVER


def turn_limit(budget: Budget, notes: int, questions: int = 0) -> int:
    """More turns than the protocol can need: a last defence against a chat without end."""
    an_iteration = 2 * budget.program_attempts + 8 + 2 * MOST_ROUNDS + 4 * questions
    return 18 + budget.iterations * an_iteration + notes * an_iteration
