"""Who is in the crew, and what is done at each step of the protocol. Whatever lets the crew talk, a
group chat or a graph, takes its steps here."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from agents import analyst, coder, critic, director
from agents.exchange import answering, calling
from agents.flow.production import Production
from agents.flow.steps import STUDIO, Step, speaker
from agents.stage import (
    delivery,
    ending,
    estimating,
    evaluation,
    execution,
    gating,
    recall,
    revising,
    sources,
)
from studio.errors import StudioError

Act = Callable[[Production], Awaitable[None]]
"""Takes one step: writes its events, which say what was done."""
Converse = Callable[[Production], Coroutine[Any, Any, None]]
"""Lets the crew work until the session ends, `production.error` is set, or no turn is left."""

ACTS: dict[Step, Act] = {
    Step.RECALL: recall.recall,
    Step.PLAN: director.write_plan,
    Step.QUESTION_GATE: gating.ask_back,
    Step.ESTIMATE: estimating.estimate_plan,
    Step.PLAN_GATE: gating.ask_about_plan,
    Step.MEASURE: sources.measure_sources,
    Step.CALLS: calling.measure_wanted,
    Step.FINDINGS: analyst.write_findings,
    Step.PROGRAM: coder.write_program,
    Step.DIRECTOR_ANSWERS: answering.answer_question,
    Step.ANALYST_ANSWERS: answering.answer_question,
    Step.RUN: execution.run_program,
    Step.JUDGE: evaluation.judge_version,
    Step.REVIEW: critic.write_review,
    Step.REVISE: revising.revise_plan,
    Step.DELIVERY_GATE: gating.ask_about_delivery,
    Step.DELIVER: delivery.deliver,
    Step.REMEMBER: ending.remember,
    Step.END: ending.end,
}
DESCRIPTIONS = {
    "director": director.DESCRIPTION,
    "analyst": analyst.DESCRIPTION,
    "coder": coder.DESCRIPTION,
    "critic": critic.DESCRIPTION,
    "sandbox": "Runs the coder's program against the tools, and measures what it made.",
    STUDIO: "Recalls, measures what is to be measured, asks the person, delivers and remembers.",
}


class Interrupted(StudioError):
    """The session was stopped in mid-turn, and can be resumed."""


def is_over(production: Production) -> bool:
    """Whether there is nothing more to do: the session has ended, or a fault stopped it."""
    return production.error is not None or production.state.ended is not None


def next_speaker(production: Production) -> str:
    """Whose turn it is."""
    return speaker(production.step())


async def take_turn(production: Production, member: str) -> str:
    """Take the next step, and those after it, while they are the member's; say what was done."""
    said = []
    while not is_over(production) and speaker(step := production.step()) == member:
        said.append(await take(production, step))
    return "\n".join(said)


async def take(production: Production, step: Step) -> str:
    """Take one step and say what was done. A fault, and a cancel, end the session's work through
    `production.error`."""
    turn = asyncio.ensure_future(ACTS[step](production))
    production.token.link_future(turn)
    try:
        await turn
        return production.state.thread.news()
    except asyncio.CancelledError:
        production.error = Interrupted(
            f"The session was interrupted at the step {step.value!r}.",
            f"Go on with `python main.py resume {production.logbook.session}`.",
        )
    except Exception as error:
        production.error = error
    return str(production.error)
