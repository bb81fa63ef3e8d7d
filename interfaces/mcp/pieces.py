"""Whole pieces as offers: plan one, make one, change one, ask about one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from agents.outcome import Outcome
from interfaces.answers.question import Question
from interfaces.answers.record import answer
from interfaces.commands.pieces.earlier import earlier_named
from interfaces.commands.pieces.listing import find_piece
from interfaces.commands.pieces.making import outcome_as_json
from interfaces.commands.pieces.planning import plan_as_json
from interfaces.console.summary import VERDICTS
from interfaces.format.history import history_of
from interfaces.format.wording import remarks, untold
from interfaces.mcp.arguments import Arguments, Asked, Brief, Note, checked
from interfaces.mcp.offer import Given, Offer, Report
from interfaces.mcp.reporting import Reporting
from interfaces.produce import brief_in, outcome_in, produce_in
from interfaces.report.build import report_path
from interfaces.workplace import Workplace
from studio.errors import InputError
from studio.plan.wording import told_shot


class Pieces:
    """The offers about whole pieces, in one workplace, which makes one after another."""

    def __init__(self, place: Workplace):
        self._place = place
        self._one_at_a_time = asyncio.Lock()

    def offers(self) -> list[Offer]:
        """plan, run, revise and ask."""
        return [
            _offer(
                "run",
                "Make the finished piece of animation that a brief asks for: a film, a picture, a"
                " line in a character's voice, or an edit of a clip. Takes from ten seconds (a"
                " picture) to minutes (a film).",
                Brief,
                self._run,
            ),
            _offer(
                "revise",
                "Change a piece that was made, by a note in words; only what the note touches is"
                " made again.",
                Note,
                self._revise,
            ),
            _offer(
                "plan",
                "Show what would be made of a brief, what of it would be left out, and how long"
                " it would take; makes nothing.",
                Brief,
                self._plan,
                makes=False,
            ),
            _offer(
                "ask",
                "Ask about a piece that was made; the answer comes from the session's record.",
                Asked,
                self._ask,
                makes=False,
            ),
        ]

    async def _run(self, asked: Brief, report: Report) -> Given:
        _, media = earlier_named(None, _paths(asked.media), self._place.settings)
        return await self._made(asked.text, media, report, seed=asked.seed)

    async def _revise(self, asked: Note, report: Report) -> Given:
        settings = self._place.settings
        session, media = earlier_named(asked.session, _paths(asked.media), settings)
        return await self._made(asked.text, media, report, earlier=outcome_in(self._place, session))

    async def _made(
        self,
        text: str,
        media: Sequence[Path],
        report: Report,
        *,
        seed: int = 0,
        earlier: Outcome | None = None,
    ) -> Given:
        async with self._one_at_a_time:
            outcome = await produce_in(
                self._place,
                self._place.crew(Reporting(report)),
                text,
                media,
                seed=seed,
                earlier=earlier,
                is_note=earlier is not None,
            )
        return self._told(outcome)

    def _told(self, outcome: Outcome) -> Given:
        data = outcome_as_json(outcome)
        page = report_path(self._place.settings.paths.outputs, outcome.session)
        missing, said = untold(outcome)
        lines = [*missing, VERDICTS[outcome.outcome][0], outcome.message, outcome.fix, said]
        lines += [str(path) for path in outcome.pieces]
        lines += [f"report: {page}"] if page.exists() else []
        lines.append(f"session: {outcome.session}")
        data["report"] = str(page) if page.exists() else ""
        return Given("\n".join(filter(None, lines)), data, outcome.pieces)

    async def _plan(self, asked: Brief, report: Report) -> Given:
        place = self._place
        _, media = earlier_named(None, _paths(asked.media), place.settings)
        brief = brief_in(place, asked.text, media, seed=asked.seed)
        film, cost = await place.crew(Reporting(report)).plan(brief)
        lines = [*remarks(film), film.message if film.refused else film.intent]
        lines += [told_shot(shot) for shot in film.shots]
        lines += [cost.told()] if cost else []
        return Given("\n".join(lines), plan_as_json(film, cost))

    async def _ask(self, asked: Asked, report: Report) -> Given:
        if not asked.question.strip():
            raise InputError("the question is empty.", "For example: why the meadow?")
        session = find_piece(self._place.sessions, asked.session)
        told = history_of(self._place.sessions.events(session))
        who, text = answer(told, Question(asked.question, asked.of))
        return Given(f"{who}: {text}", {"who": who, "answer": text, "session": session})


def _paths(names: Sequence[str]) -> list[Path]:
    return [Path(name) for name in names]


def _offer(
    name: str,
    description: str,
    arguments: type[Arguments],
    act: Callable[[Any, Report], Awaitable[Given]],
    *,
    makes: bool = True,
) -> Offer:
    async def call(given: dict[str, Any], report: Report) -> Given:
        return await act(checked(name, arguments, given), report)

    return Offer(name, description, arguments.model_json_schema(), call, makes)
