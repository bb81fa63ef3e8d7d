"""`python main.py plan`: what would be made of a brief, and what it would take."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from agents.outcome import EXIT_CODES
from interfaces.commands.context import CommandContext
from interfaces.commands.pieces.earlier import earlier_named
from interfaces.commands.pieces.making import Following
from interfaces.console.style import safe
from interfaces.format.wording import remarks
from interfaces.produce import plan_only
from studio.plan import Film
from studio.plan.wording import told_film, told_shot
from tools.estimate import Estimate


def show_plan(
    context: CommandContext,
    text: str,
    media: Sequence[Path],
    *,
    seed: int,
    revise: str | None = None,
) -> None:
    """Plan a brief, or a note on an earlier piece, and show the plan; nothing is made."""
    chat = Following(context)
    earlier, media = earlier_named(revise, media, context.settings)
    film, cost = asyncio.run(
        plan_only(text, media, settings=context.settings, listener=chat, seed=seed, revise=earlier)
    )
    told = plan_as_json(film, cost)
    context.exit_code = told["exit_code"]
    _print(context, film, cost)
    if context.as_json:
        context.print_json(told)


def plan_as_json(film: Film, cost: Estimate | None) -> dict[str, Any]:
    """The plan, what it leaves out and will take, and the exit code that a run would end with."""
    refused = film.refused or not (cost is None or cost.fits)
    expected = "refused" if refused else "delivered" if film.left_out else "approved"
    return {
        "plan": film.model_dump(mode="json"),
        "left_out": [one.model_dump() for one in film.left_out],
        "refused": refused,
        "message": film.message,
        "estimate": cost.model_dump() if cost else None,
        "exit_code": EXIT_CODES[expected],
    }


def _print(context: CommandContext, film: Film, cost: Estimate | None) -> None:
    out = context.console
    if film.refused:
        out.print(Text("Not made", style="bold bad"))
        out.print(safe(film.message))
        return
    for remark in remarks(film):
        out.print(safe(remark, "warn"))
    out.print(safe(film.intent, "bold"))
    for shot in film.shots:
        out.print(safe(f"  {told_shot(shot)}"))
    if film.cut:
        out.print(safe(f"  the film: {told_film(film)}"))
    if cost:
        out.print(safe(cost.told(), "quiet" if cost.fits else "warn"))
