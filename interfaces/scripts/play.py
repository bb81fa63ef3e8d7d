"""Playing a script: its briefs made, its notes followed, its questions answered, all checked."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from agents.outcome import Outcome
from interfaces.answers.question import Question
from interfaces.answers.record import answer
from interfaces.console.chat import ConsoleChat
from interfaces.format.history import history_of
from interfaces.listener import Listener
from interfaces.produce import produce_in, resume_in
from interfaces.scripts.expectations import unmet
from interfaces.scripts.replies import ScriptedReplies
from interfaces.scripts.script import (
    LAST,
    Item,
    Script,
    ScriptedBrief,
    ScriptedBudget,
    ScriptedNote,
    ScriptedQuestion,
)
from interfaces.workplace import Workplace, open_workplace
from studio.settings import Settings

# Exit codes from the one that matters least to the one that matters most.
GRAVITY = (0, 3, 2, 1)


@dataclass(frozen=True)
class Played:
    """What came of one item of a script: an outcome, or an answer by `who`. `unmet` are the
    expectations that do not hold, each a sentence; `seconds` how long it took."""

    item: Item
    outcome: Outcome | None = None
    who: str = ""
    answer: str = ""
    unmet: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        """That of the piece, or 0 where its outcome is the expected one; 3 where something else is
        not as expected."""
        code = 3 if self.unmet else 0
        if self.outcome is None or isinstance(self.item, ScriptedQuestion):
            return code
        if self.item.expect.outcome == self.outcome.outcome:
            return code
        return max(code, self.outcome.exit_code, key=GRAVITY.index)


def tell(played: Played, chat: ConsoleChat, on_outcome: Callable[[Outcome], None]) -> None:
    """Tell what came of an item, an outcome by `on_outcome`, and what is not as expected."""
    if played.outcome:
        on_outcome(played.outcome)
    elif played.answer:
        chat.on_answer(played.who, played.answer)
    for sentence in played.unmet:
        chat.on_notice(f"Not as the script expects: {sentence}")


@dataclass
class _State:
    made: list[Path] = field(default_factory=list)
    piece: Outcome | None = None
    session: str = ""


async def play(
    script: Script, *, settings: Settings, listener: Listener, use_cache: bool = True
) -> AsyncIterator[Played]:
    """Go through a script; yields what came of each item as it comes."""
    async with open_workplace(settings, use_cache=use_cache) as workplace:
        workplace.introduce(listener)
        async for played in play_in(workplace, script, listener):
            yield played


async def play_in(
    workplace: Workplace, script: Script, listener: Listener, begun: Sequence[str] = ()
) -> AsyncIterator[Played]:
    """Go through a script in a workplace that is open already. `begun` are the sessions of its
    first pieces, where it was begun before: these are gone on with, or told of where they have
    ended."""
    state, sessions = _State(), iter(begun)
    for item in script.briefs:
        started = time.monotonic()
        if isinstance(item, ScriptedQuestion):
            played = _answered(workplace, item, state.session)
        elif isinstance(item, ScriptedNote) and state.piece is None:
            played = Played(item, unmet=["There is no piece that the note could change."])
        else:
            played = await _made(workplace, listener, script, item, state, next(sessions, ""))
        yield replace(played, seconds=time.monotonic() - started)


async def _made(
    workplace: Workplace,
    listener: Listener,
    script: Script,
    item: ScriptedBrief | ScriptedNote,
    state: _State,
    begun: str,
) -> Played:
    replies = ScriptedReplies(item.gates)
    place = replace(workplace, settings=_within(workplace.settings, script.budget, item.budget))
    crew = place.crew(listener, replies if replies.asks else None)
    if begun:
        outcome = await resume_in(place, crew, begun)
    else:
        is_note = isinstance(item, ScriptedNote)
        seed = 0 if is_note else script.seed if item.seed is None else item.seed
        outcome = await produce_in(
            place,
            crew,
            item.text,
            [path for name in item.media for path in (state.made if name == LAST else [name])],
            seed=seed,
            earlier=state.piece if is_note else None,
            is_note=is_note,
        )
    state.made, state.session = outcome.pieces or state.made, outcome.session
    state.piece = outcome if outcome.deliverables else state.piece
    lacking = [] if begun else replies.unmet()  # a gate that was passed is not asked again
    return Played(item, outcome, unmet=unmet(item.expect, outcome) + lacking)


def _within(settings: Settings, *budgets: ScriptedBudget) -> Settings:
    """The settings with what the budgets say, the last before the first."""
    said = {}
    for budget in budgets:
        said |= budget.model_dump(exclude_none=True)
    return settings.model_copy(update={"budget": settings.budget.model_copy(update=said)})


def _answered(workplace: Workplace, item: ScriptedQuestion, session: str) -> Played:
    told = history_of(workplace.sessions.events(session))
    who, text = answer(told, Question(item.ask, item.of))
    lacking = [part for part in item.contains if part.casefold() not in text.casefold()]
    return Played(item, None, who, text, [f"The answer does not hold {p!r}." for p in lacking])
